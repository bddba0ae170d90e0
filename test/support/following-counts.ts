/** The counting projection followed in either way, from the log itself, and what tests look at beside its rows. */

import { followByStream } from '../../src/platform/projector/follow-by-stream.js';
import { followInSequence } from '../../src/platform/projector/follow-in-sequence.js';
import type { FollowerParts } from '../../src/platform/projector/follower-parts.js';
import { partitionOf, streamHash } from '../../src/platform/store/partition.js';
import { countsBy } from './counting.js';
import type { TestDatabase } from './database.js';
import { until } from './until.js';

export const LOG = { logId: '0199f2f0-0000-7000-8000-000000000001', partitions: 3 };

export type Way = 'stream' | 'sequence';

export interface Follower {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export const WAYS: readonly { way: Way; partitions: number; follow(parts: FollowerParts): Follower }[] = [
  {
    way: 'stream',
    partitions: LOG.partitions,
    follow: (parts) => followByStream(countsBy('stream'), parts, null, LOG),
  },
  { way: 'sequence', partitions: 1, follow: (parts) => followInSequence(countsBy('sequence'), parts, () => {}) },
];

export const partitionIn = (partitions: number, stream: string): number => partitionOf(streamHash(stream), partitions);

/** Waits until every checkpoint stands at the end of the log, whatever is parked. */
export async function caughtUp({ owner }: TestDatabase): Promise<void> {
  await until('every checkpoint stands at the end of the log', async () => {
    const { rows } = await owner.query<{ there: boolean }>(
      `select count(*) > 0 and bool_and(position >= (select max(position) from intake.events)) as there
         from intake.checkpoints where projection = 'counts'`,
    );
    return rows[0]!.there;
  });
}

export interface Parked {
  stream: string;
  version: number;
  position: number;
  tries: number;
  error: string;
}

export async function parkedIn({ owner }: TestDatabase): Promise<Parked[]> {
  const { rows } = await owner.query<Parked>(
    `select stream, from_version as version, position::integer, tries, error from intake.parked order by position`,
  );
  return rows;
}

/** What the checkpoints say of how many are parked, together. */
export async function parkedCount({ owner }: TestDatabase): Promise<number> {
  const { rows } = await owner.query<{ count: number }>('select sum(parked)::integer as count from intake.checkpoints');
  return rows[0]!.count;
}
