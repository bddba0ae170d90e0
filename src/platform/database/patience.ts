/** At a start, a database that is busy or away for a moment is waited for: nobody may be there to start it again. */
import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseAway } from '../http/database-away.js';

const PATIENCE_MS = 15_000;
const AGAIN_MS = 250;

export async function withPatience<T>(begin: () => T | Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await begin();
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() > deadline) throw error;
      await pause(AGAIN_MS);
    }
  }
}
