/** Every command of `npx --no intake`. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Act, AddCommand, Tools } from './command.js';
import { addCancel } from './commands/cancel.js';
import { addDestinations } from './commands/destinations.js';
import { addEvents } from './commands/events.js';
import { addInputs } from './commands/inputs.js';
import { addKeys } from './commands/keys.js';
import { addOperations } from './commands/operations.js';
import { addParked } from './commands/parked.js';
import { addPause } from './commands/pause.js';
import { addProjections } from './commands/projections.js';
import { addRebuild } from './commands/rebuild.js';
import { addReplay } from './commands/replay.js';
import { addRepublish } from './commands/republish.js';
import { addRestored } from './commands/restored.js';
import { addResume } from './commands/resume.js';
import { addRetry } from './commands/retry.js';
import { addStatus } from './commands/status.js';
import { addSubmit } from './commands/submit.js';
import { addVerify } from './commands/verify.js';
import { addWatch } from './commands/watch.js';

const COMMANDS: AddCommand[] = [
  addStatus,
  addSubmit,
  addDestinations,
  addPause,
  addResume,
  addInputs,
  addRetry,
  addCancel,
  addProjections,
  addRebuild,
  addVerify,
  addParked,
  addReplay,
  addRepublish,
  addRestored,
  addEvents,
  addWatch,
  addOperations,
  addKeys,
];

const AFTER_HELP = `
Where: http://127.0.0.1:$PORT (3000), or INTAKE_URL. Who: the admin key that npm start keeps in its data directory, or
INTAKE_KEY.
Exit codes: 0 done, 1 failed or differs, 2 wrong usage, 3 no Intake answers, 4 Intake refuses.
npx takes options that stand before the command for its own: npx --no intake status --json`;

export function programOf(tools: (options: { json?: true }) => Tools): Command {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const program = new Command('npx --no intake')
    .description('Looks after an Intake: what it does, its read models, its log.')
    .version(version)
    .option('--json', 'one JSON document on standard output (events, watch: one on each line)')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', AFTER_HELP)
    .showHelpAfterError('(npx --no intake help tells what there is)')
    .exitOverride();
  const act: Act =
    (work) =>
    (...given) =>
      work(tools(program.opts()), ...given);
  for (const add of COMMANDS) add(program, act);
  return program;
}
