/** Stays with an operation that was begun, and ends as it ends. Ctrl-C ends us, not the operation. */
import type { Tools } from './command.js';
import { EXIT, isUnreachable, Stopped } from './exit.js';
import { follow } from './follow.js';
import type { Operation } from './operation.js';
import { outcomeOf } from './outcome.js';
import { progressOn } from './progress.js';

export interface Attending {
  detach?: true;
}

export async function attend({ intake, out }: Tools, begun: Operation, { detach }: Attending = {}): Promise<void> {
  if (detach) return out.result(begun, begun.id);
  const progress = progressOn(out.side);
  const leave = () => {
    progress.end();
    out.note(howToGoOn(begun).join('\n'));
    process.exit(EXIT.interrupted);
  };
  process.once('SIGINT', leave);
  progress.show(begun);
  const ended = await follow(intake, begun.id, progress.show)
    .catch((error) => {
      throw isUnreachable(error) ? new Stopped(error.exitCode, error.message, { hints: howToGoOn(begun) }) : error;
    })
    .finally(() => {
      process.off('SIGINT', leave);
      progress.end();
    });
  const { exitCode, text } = outcomeOf(ended);
  out.result(ended, text);
  process.exitCode = exitCode;
}

const howToGoOn = ({ id }: Operation): string[] => [
  'The operation goes on in Intake.',
  `Follow it: npx --no intake operations follow ${id}`,
  `Cancel it: npx --no intake operations cancel ${id}`,
];
