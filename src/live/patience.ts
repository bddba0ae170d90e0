/** For a stream that is open, a database that is away is waited for: a browser that is sent away then would not come back. */
import { isDatabaseAway } from '../platform/database/database-away.js';
import { rest } from '../platform/waiting.js';

const AGAIN_MS = 500;

/** null: nobody listens any more. */
export async function patiently<T>(closed: AbortSignal, read: () => Promise<T>): Promise<T | null> {
  while (!closed.aborted) {
    try {
      return await read();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      await rest(AGAIN_MS, closed);
    }
  }
  return null;
}
