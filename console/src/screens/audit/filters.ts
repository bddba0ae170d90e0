/** What the trail is narrowed to, as it stands in the address. */
import { narrowingBy, type Search, sinceOf } from '../../routing/narrowing.js';
import { isKind, typesOf } from './acts.js';

const HOUR_MS = 3_600_000;
const SINCE_MS = { '1h': HOUR_MS, '1d': 24 * HOUR_MS, '7d': 7 * 24 * HOUR_MS, '30d': 30 * 24 * HOUR_MS };
export type Since = keyof typeof SINCE_MS;
export const SINCE = Object.keys(SINCE_MS) as Since[];

const NAMES = ['actor', 'kind', 'since'];

export const { isNarrowed, cleared } = narrowingBy(NAMES);

export interface Wanted {
  actor: string | null;
  /** Names of events, with commas. */
  types: string;
  since: string | null;
}

export function wantedOf({ actor, kind, since }: Search, now: number): Wanted {
  return {
    actor: actor || null,
    types: typesOf(isKind(kind) ? kind : null),
    since: sinceOf(since, SINCE_MS, now),
  };
}
