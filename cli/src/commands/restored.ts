/** The one command that asks no Intake: with every process stopped it changes the log's identity in the database. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AddCommand } from '../command.js';
import { EXIT } from '../exit.js';

/** A program of the server's own: it reads the same variables as a start. */
const PROGRAM = fileURLToPath(new URL('../../../dist/restored.js', import.meta.url));

export const addRestored: AddCommand = (program) =>
  program
    .command('restored')
    .description('after PostgreSQL was restored, with every process stopped: give the log a new identity')
    .option('--yes', 'do not ask whether that is meant')
    .addHelpText(
      'after',
      '\nIt needs the variables of a start, with the login that owns the database: docs/operating.md',
    )
    .action(async ({ yes }: { yes?: true }) => {
      const { json } = program.opts<{ json?: true }>();
      const options = [...(yes ? ['--yes'] : []), ...(json ? ['--json'] : [])];
      const child = spawn(process.execPath, [PROGRAM, ...options], { stdio: 'inherit' });
      // Ctrl-C reaches it as well, and it ends in order.
      process.on('SIGINT', () => {});
      const [code] = await once(child, 'exit');
      process.exitCode = code ?? EXIT.interrupted;
    });
