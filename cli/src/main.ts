/** The command line's start and end: what went wrong is said in a few lines, never with a stack. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { connectionOf } from './connection.js';
import { EXIT, Stopped } from './exit.js';
import { jsonOf } from './format.js';
import { Intake } from './intake.js';
import { Output } from './output.js';
import { programOf } from './program.js';

const clone = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const isRoot = process.getuid?.() === 0;

const program = programOf(({ json }) => ({
  intake: new Intake(connectionOf({ env: process.env, clone, isRoot })),
  out: new Output(json ?? false),
}));

// Who reads from us may have read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed),
);
await program.parseAsync().catch(end);

function end(error: unknown): void {
  // Commander has said what is wrong with the words of the command.
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return;
  }
  const { exitCode, message, more } = error instanceof Stopped ? error : new Stopped(EXIT.failed, String(error));
  process.stderr.write(`intake: ${[message, ...(more.hints ?? [])].join('\n  ')}\n`);
  const document = { error: { exitCode, detail: message, ...more.document } };
  if (program.opts().json) process.stdout.write(`${jsonOf(document, 2)}\n`);
  process.exitCode = exitCode;
}
