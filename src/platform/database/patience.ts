/** At a start, a database that is busy or away for a moment is waited for: nobody may be there to start it again. */
import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseAway } from './database-away.js';

const PATIENCE_MS = 15_000;
const AGAIN_MS = 250;

/** `passes` tells what a wait may mend. */
export async function withPatience<T>(
  begin: () => T | Promise<T>,
  passes: (error: unknown) => boolean = isDatabaseAway,
): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await begin();
    } catch (error) {
      if (!passes(error) || performance.now() > deadline) throw error;
      await pause(AGAIN_MS);
    }
  }
}
