/** A key that is being written. */
import type { AccessKeyInput, Role } from '../../api/types.js';

const DAY_MS = 86_400_000;
const LASTS_MS = { '7d': 7 * DAY_MS, '30d': 30 * DAY_MS, '90d': 90 * DAY_MS };
export type Lasts = keyof typeof LASTS_MS;
export const LASTS = Object.keys(LASTS_MS) as Lasts[];

export interface NewKey {
  name: string;
  owner: string;
  role: Role;
  /** null: all, also those that come later. */
  destinations: readonly string[] | null;
  /** null: for ever. */
  lasts: Lasts | null;
}

export const blankKey: NewKey = { name: '', owner: '', role: 'submitter', destinations: null, lasts: '90d' };

/** Only a submitter is kept to some destinations. */
export function inputOf({ name, owner, role, destinations, lasts }: NewKey, now: number): AccessKeyInput {
  return {
    name: name.trim(),
    owner: owner.trim(),
    roles: [role],
    destinations: role === 'submitter' && destinations ? [...destinations] : null,
    expiresAt: lasts && new Date(now + LASTS_MS[lasts]).toISOString(),
  };
}
