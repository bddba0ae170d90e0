import { describe, expect, it } from '@jest/globals';
import type { Statistics, StatisticsBucket } from '../api/types.js';
import { isQuiet, newestLatency, outcomesOf, successOf, totalOf } from './totals.js';

const bucket = (attempts: object, p50: number | null = null, received = 0): StatisticsBucket =>
  ({ attempts, latencyMs: { p50, p95: p50, p99: p50 }, counts: { received } }) as unknown as StatisticsBucket;

const BUCKETS = [
  bucket({ delivered: 2, timeout: 0 }, 10, 3),
  bucket({ delivered: 1, timeout: 4, 'dns-error': 1 }, 20, 4),
  bucket({}),
];

describe('a while', () => {
  it('adds up, but for percentiles', () => {
    expect(totalOf(BUCKETS, 'received')).toBe(7);
    expect(newestLatency(BUCKETS)).toEqual({ p50: 20, p95: 20, p99: 20 });
    expect(newestLatency([bucket({})])).toBeNull();
  });

  it('is quiet where nothing happened and nothing waits', () => {
    const statistics = (buckets: StatisticsBucket[], queueDepth: number) =>
      ({ buckets, now: { queueDepth, oldestPending: null } }) as Statistics;
    expect(isQuiet(statistics([bucket({}), bucket({})], 0))).toBe(true);
    expect(isQuiet(statistics([bucket({}), bucket({})], 1))).toBe(false);
    expect(isQuiet(statistics(BUCKETS, 0))).toBe(false);
  });

  it('says how attempts ended', () => {
    expect(outcomesOf(BUCKETS)).toEqual([
      ['timeout', 4],
      ['delivered', 3],
      ['dns-error', 1],
    ]);
    expect(successOf(BUCKETS)).toEqual({ good: 3, bad: 5, rate: 3 / 8 });
  });

  it('has no rate of success where nothing was tried', () => {
    expect(successOf([bucket({ delivered: 0 })])).toEqual({ good: 0, bad: 0, rate: null });
  });
});
