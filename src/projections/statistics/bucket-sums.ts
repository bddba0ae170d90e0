/** What happened in one bucket of time. */
import type { AttemptOutcome } from '../../events/shapes.js';
import type { Histogram } from './histogram.js';
import type { StatisticsRow } from './statistics.entity.js';

export type Counts = Pick<
  StatisticsRow,
  'received' | 'delivered' | 'failedAttempts' | 'deadLettered' | 'expired' | 'cancelled' | 'retried'
>;

export interface BucketSums {
  counts: Counts;
  attempts: Partial<Record<AttemptOutcome, number>>;
  latencyMs: Histogram;
  attemptMs: Histogram;
}

/** Made anew each time: sums are added to. */
export const nothingHappened = (): BucketSums => ({
  counts: { received: 0, delivered: 0, failedAttempts: 0, deadLettered: 0, expired: 0, cancelled: 0, retried: 0 },
  attempts: {},
  latencyMs: {},
  attemptMs: {},
});
