/** What came of a verify, for one read model. */
import type { Operation } from '../../api/types.js';

export interface Verified {
  rows: number;
  differing: number;
  missing: number;
  extra: number;
  repaired: number;
  parked: number;
  /** Of the first rows that differ. */
  keys: unknown[];
}

/** null: it is no verify, or is not at its end; of several, what concerns each is told elsewhere. */
export function verifiedOf({ kind, state, subject, result }: Operation): Verified | null {
  const isOne = kind === 'verify' && state === 'succeeded' && subject.length === 1;
  return isOne ? (result as unknown as Verified) : null;
}
