/** One request, sent as often as it takes: an answer that is lost does not tell whether the work has begun. */
import { randomUUID } from 'node:crypto';
import type { Tools } from './command.js';
import { isUnreachable } from './exit.js';
import { Patience } from './patience.js';

/** Intake takes the key for what makes them one. */
export async function once<T>({ out }: Pick<Tools, 'out'>, ask: (key: string) => Promise<T>): Promise<T> {
  const key = randomUUID();
  const patience = new Patience();
  for (let first = true; ; first = false) {
    try {
      return await ask(key);
    } catch (error) {
      // Nobody was there to begin it, and nobody is waited for.
      if (first && isUnreachable(error) && error.more.nobody) throw error;
      if (first && isUnreachable(error)) out.note(`${error.message}: it is asked again for a while`);
      await patience.outlast(error);
    }
  }
}
