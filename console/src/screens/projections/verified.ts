/** What came of a verify, for one read model. */
import type { Operation } from '../../api/types.js';

export interface Verified {
  name: string;
  rows: number;
  differing: number;
  missing: number;
  extra: number;
  repaired: number;
  parked: number;
  /** Of the first rows that differ. */
  keys: unknown[];
}

/** null: it is no verify, or is not at its end. Of several, each has a result of its own. */
export function verifiedOf(name: string, { kind, state, result }: Operation): Verified | null {
  if (kind !== 'verify' || state !== 'succeeded') return null;
  const found = (result?.projections ?? [result]) as Verified[];
  return found.find((each) => each.name === name) ?? null;
}
