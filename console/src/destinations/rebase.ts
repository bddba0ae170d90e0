/**
 * Two have changed the same destination. What only the other has changed is taken over; what both have changed stays mine until
 * a person decides.
 */
import { type Draft, FIELDS, type Field } from './draft.js';

export interface Difference {
  field: Field;
  /** Before either changed it. */
  was: string;
  theirs: string;
  /** null: I have not changed it, or in the same way. */
  mine: string | null;
}

export interface Rebased {
  draft: Draft;
  /** What the other has changed. */
  differences: Difference[];
}

export function rebase(base: Draft, mine: Draft, theirs: Draft): Rebased {
  const isMine = (field: Field) => mine[field] !== base[field] && mine[field] !== theirs[field];
  const differences = FIELDS.filter((field) => theirs[field] !== base[field]).map((field) => ({
    ...{ field, was: base[field], theirs: theirs[field] },
    mine: isMine(field) ? mine[field] : null,
  }));
  const draft = Object.fromEntries(
    FIELDS.map((field) => [field, isMine(field) ? mine[field] : theirs[field]]),
  ) as Draft;
  return { draft, differences };
}
