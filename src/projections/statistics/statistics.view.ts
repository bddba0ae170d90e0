/** Statistics as clients see them: buckets of time, and what is waiting now. */
import { z } from 'zod';
import { attemptOutcomes } from '../../events/shapes.js';
import type { BucketSums } from './bucket-sums.js';
import { percentilesOf } from './histogram.js';

const count = z.int();
const percentile = z.int().nullable();
const percentiles = z.strictObject({ p50: percentile, p95: percentile, p99: percentile }).meta({
  id: 'Percentiles',
  description: 'At most so many milliseconds, up to a quarter above; null: there was none.',
});

const bucket = z
  .strictObject({
    from: z.iso.datetime(),
    counts: z.strictObject({
      received: count,
      delivered: count,
      failedAttempts: count,
      deadLettered: count,
      expired: count,
      cancelled: count,
      retried: count,
    }),
    attempts: z
      .strictObject(Object.fromEntries(attemptOutcomes.map((outcome) => [outcome, count])))
      .meta({ description: 'Attempts by how they ended.' }),
    latencyMs: percentiles.meta({
      description: 'Of delivered inputs: since they were received, or were to be delivered.',
    }),
    attemptMs: percentiles.meta({ description: 'How long attempts took.' }),
  })
  .meta({ id: 'StatisticsBucket' });

export const statisticsView = z
  .strictObject({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    stepMs: z.int(),
    now: z.strictObject({
      queueDepth: z.int().meta({ description: 'Inputs whose time has come, and that are not settled.' }),
      oldestPending: z.iso.datetime().nullable().meta({ description: 'Since when the oldest of them waits.' }),
    }),
    buckets: z.array(bucket).meta({ description: 'Oldest first, empty ones too.' }),
  })
  .meta({ id: 'Statistics' });
export type StatisticsView = z.infer<typeof statisticsView>;

export const bucketViewOf = (from: string, sums: BucketSums): StatisticsView['buckets'][number] => ({
  from,
  counts: sums.counts,
  attempts: Object.fromEntries(attemptOutcomes.map((outcome) => [outcome, sums.attempts[outcome] ?? 0])),
  latencyMs: percentilesOf(sums.latencyMs),
  attemptMs: percentilesOf(sums.attemptMs),
});
