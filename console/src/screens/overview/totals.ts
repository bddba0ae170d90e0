/** What the buckets of an hour say together. */
import type { StatisticsBucket } from '../../api/types.js';

type Counts = StatisticsBucket['counts'];

export const totalOf = (buckets: readonly StatisticsBucket[], name: keyof Counts): number =>
  buckets.reduce((sum, { counts }) => sum + counts[name], 0);

/** Percentiles do not add up: those of the last minute in which something was delivered. */
export const newestLatency = (buckets: readonly StatisticsBucket[]): StatisticsBucket['latencyMs'] | null =>
  buckets.findLast(({ latencyMs }) => latencyMs.p50 !== null)?.latencyMs ?? null;
