/** Who sees which long work: admins all of it, others what they have started; what is not theirs is answered as not there. */
import { type Caller, reaches } from '../access/caller.js';
import { Problem } from '../platform/http/problem.js';
import type { Operation } from '../platform/operations/operation.js';

/** null: whoever started it. */
export const starterSeenBy = ({ role, actor }: Caller): string | null => (reaches(role, 'admin') ? null : actor);

export function seen(operation: Operation | null, caller: Caller): Operation {
  const starter = starterSeenBy(caller);
  if (operation && (starter === null || operation.startedBy === starter)) return operation;
  throw new Problem('not-found', 'there is no operation here');
}
