/** Waiting that is bounded, and whose timers do not outlive it. */
import { setTimeout as pause } from 'node:timers/promises';

/** Resolves after a while, or as soon as the signal aborts. */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => {});
}

/**
 * Begun now to be awaited later, or never, where something else comes first: until it is awaited its error must not end
 * the process.
 */
export function ahead<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** It did not come in time. It may still come. */
export class TooLate extends Error {
  override name = 'TooLate';
}

/** What the promise comes to, or TooLate; what it comes to later, an error included, is nobody's business. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Work that runs a few at a time; the others wait for their turn, in the order they came. */
export class FewAtOnce {
  private readonly turns: (() => void)[] = [];
  private free: number;

  constructor(few: number) {
    this.free = few;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((turn) => this.turns.push(turn));
    try {
      return await work();
    } finally {
      const next = this.turns.shift();
      if (next) next();
      else this.free++;
    }
  }
}
