/** Saves a draft over the version it began with. That another has changed it meanwhile is an answer too. */
import { isRefused } from '../../api/refused.js';
import type { Destination } from '../../api/types.js';
import { change, readDestination } from '../../destinations/destinations.js';
import { type Draft, draftOf } from '../../destinations/draft.js';
import { rebase } from '../../destinations/rebase.js';

type Saved = { saved: Destination; theirs?: never } | { theirs: Destination; saved?: never };

export async function save(base: Destination, draft: Draft): Promise<Saved> {
  try {
    return { saved: await change(base.name, draft, base) };
  } catch (error) {
    if (!isRefused(error, 'precondition-failed')) throw error;
    const theirs = await readDestination(base.name);
    // Who reads may be a moment behind who was refused.
    if (theirs.version <= base.version) throw error;
    // A pause, a closed breaker: another version, and nothing of what stands in the form.
    const { differences } = rebase(draftOf(base), draft, draftOf(theirs));
    return differences.length > 0 ? { theirs } : save(theirs, draft);
  }
}
