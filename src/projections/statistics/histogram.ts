/**
 * How often something took how long, in buckets that never change: ten to each power of ten, so that a percentile is at
 * most about a quarter above the truth. Pure.
 */

/** Upper bound of a bucket in milliseconds → how many fell into it. Only buckets that have some. */
export type Histogram = Record<string, number>;

export interface Percentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** Up to a million seconds; what took longer counts as that. */
const POWERS = 9;
const BOUNDS: readonly number[] = [
  ...new Set(Array.from({ length: POWERS * 10 + 1 }, (_, n) => Math.round(10 ** (n / 10)))),
];

export function counted(histogram: Histogram, ms: number): Histogram {
  const bound = boundOf(ms);
  // JavaScript keeps such keys in the order of their numbers: the same counts are the same text.
  return { ...histogram, [bound]: (histogram[bound] ?? 0) + 1 };
}

/** Of each the bound of its bucket: it took at most that long. null: nothing was counted. */
export function percentilesOf(histogram: Histogram): Percentiles {
  const counts = Object.entries(histogram).map(([bound, count]) => ({ bound: Number(bound), count }));
  counts.sort((a, b) => a.bound - b.bound);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const at = (share: number): number | null => {
    let left = share * total;
    for (const { bound, count } of counts) {
      left -= count;
      if (left <= 0) return bound;
    }
    return null;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function boundOf(ms: number): number {
  return BOUNDS.find((bound) => ms <= bound) ?? BOUNDS.at(-1)!;
}
