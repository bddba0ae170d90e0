/** Waits for a fact, with a deadline; never for a time. */
import { setTimeout as pause } from 'node:timers/promises';

export async function until(
  what: string | (() => string),
  fact: () => boolean | Promise<boolean>,
  withinMs = 20_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await fact())) {
    if (performance.now() > deadline) {
      throw new Error(`not within ${withinMs} ms: ${typeof what === 'string' ? what : what()}`);
    }
    await pause(10);
  }
}
