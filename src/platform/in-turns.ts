/**
 * Long work, one piece after the other. Guarantee: whatever else waits in this process waits for a few milliseconds of it and one
 * piece, and not for all.
 */
import { setImmediate as othersFirst } from 'node:timers/promises';

const AT_ONCE_MS = 5;

/** What the pieces come to, in order; each is made when its turn has come. */
export async function inTurns<T>(pieces: Iterable<T>): Promise<T[]> {
  const made: T[] = [];
  let since = performance.now();
  for (const piece of pieces) {
    made.push(piece);
    if (performance.now() - since < AT_ONCE_MS) continue;
    await othersFirst();
    since = performance.now();
  }
  return made;
}
