/** Who asks for long work, and with which Idempotency-Key. Guarantee: one key, one operation of a kind (G3). */
import { derivedId } from '../ids.js';
import type { NewOperation } from './operations.js';

export interface Asked {
  owner: string;
  key: string | undefined;
}

/** What is wanted, and not yet by whom. */
export type WantedOperation = Omit<NewOperation, 'startedBy'>;

export const twinOf = (kind: string, { owner, key }: Asked, wanted: object): Pick<NewOperation, 'twin'> =>
  key === undefined ? {} : { twin: { id: derivedId(kind, owner, key), fingerprint: JSON.stringify(wanted) } };
