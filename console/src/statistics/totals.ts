/** What the buckets of a while say together. */
import type { Statistics, StatisticsBucket } from '../api/types.js';

type Counts = StatisticsBucket['counts'];
type Outcome = keyof StatisticsBucket['attempts'];

export const totalOf = (buckets: readonly StatisticsBucket[], name: keyof Counts): number =>
  buckets.reduce((sum, { counts }) => sum + counts[name], 0);

/** Nothing has happened to any input, and nothing waits. */
export const isQuiet = ({ buckets, now }: Statistics): boolean =>
  now.queueDepth === 0 && buckets.every(({ counts }) => Object.values(counts).every((n) => n === 0));

/** Percentiles do not add up: those of the last bucket in which something was delivered. */
export const newestLatency = (buckets: readonly StatisticsBucket[]): StatisticsBucket['latencyMs'] | null =>
  buckets.findLast(({ latencyMs }) => latencyMs.p50 !== null)?.latencyMs ?? null;

/** Attempts by how they ended, the most frequent first; those that did not occur are left out. */
export function outcomesOf(buckets: readonly StatisticsBucket[]): [Outcome, number][] {
  const sums = new Map<Outcome, number>();
  for (const { attempts } of buckets) {
    for (const [outcome, count] of Object.entries(attempts) as [Outcome, number][]) {
      if (count > 0) sums.set(outcome, (sums.get(outcome) ?? 0) + count);
    }
  }
  return [...sums].toSorted(([, a], [, b]) => b - a);
}

/** Attempts that succeeded, and that did not. */
export function successOf(buckets: readonly StatisticsBucket[]): { good: number; bad: number; rate: number | null } {
  const outcomes = outcomesOf(buckets);
  const all = outcomes.reduce((sum, [, count]) => sum + count, 0);
  const good = outcomes.find(([outcome]) => outcome === 'delivered')?.[1] ?? 0;
  return { good, bad: all - good, rate: all === 0 ? null : good / all };
}
