/** How far an operation is: a bar in a terminal; in a pipe a line for each phase, and one every few seconds. */
import { SingleBar } from 'cli-progress';
import { type Operation, progressOf, shareOf, titleOf } from './operation.js';

export interface Progress {
  show(operation: Operation): void;
  end(): void;
}

const BAR_WIDTH = 24;
const LINE_EVERY_MS = 5_000;

export const progressOn = (stream: NodeJS.WriteStream): Progress =>
  stream.isTTY ? barOn(stream) : linesTo((line) => stream.write(`${line}\n`));

function barOn(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({
    stream,
    clearOnComplete: true,
    // Whoever follows an operation says what a Ctrl-C means.
    gracefulExit: false,
    format: (_, { progress }, { operation }) => `${titleOf(operation)} ${blocks(progress)} ${progressOf(operation)}`,
  });
  return {
    show(operation) {
      const share = shareOf(operation) ?? 0;
      if (bar.isActive) bar.update(share, { operation });
      else bar.start(1, share, { operation });
    },
    end: () => bar.stop(),
  };
}

function blocks(share: number): string {
  const full = Math.round(share * BAR_WIDTH);
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}

export function linesTo(write: (line: string) => void, now: () => number = () => performance.now()): Progress {
  let phase: string | null | undefined;
  let at = 0;
  return {
    show(operation) {
      if (operation.phase === phase && now() - at < LINE_EVERY_MS) return;
      phase = operation.phase;
      at = now();
      write(`${titleOf(operation)}: ${progressOf(operation)}`);
    },
    end() {},
  };
}
