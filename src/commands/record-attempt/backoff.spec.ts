import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backoffMs } from './backoff.js';

const NEARLY_ONE = 1 - 2 ** -53;
const DEFAULT = { maxAttempts: 20, minDelayMs: 5_000, maxDelayMs: 21_600_000 };

const retry = fc
  .tuple(fc.integer({ min: 100, max: 86_400_000 }), fc.integer({ min: 0, max: 604_800_000 }))
  .map(([minDelayMs, more]) => ({ maxAttempts: 20, minDelayMs, maxDelayMs: Math.min(604_800_000, minDelayMs + more) }));
const n = fc.integer({ min: 1, max: 100 });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the delay after the n-th failed attempt', () => {
  it('doubles from the least to the most', () => {
    const longest = [1, 2, 3, 4, 13, 14, 20].map((attempt) => backoffMs(DEFAULT, attempt, NEARLY_ONE));
    expect(longest).toEqual([5_000, 10_000, 20_000, 40_000, 20_480_000, 21_600_000, 21_600_000]);
  });

  it('is spread over the whole of it, so that a crowd does not come back at once', () => {
    expect(backoffMs(DEFAULT, 3, 0)).toBe(100);
    expect(backoffMs(DEFAULT, 3, 0.25)).toBe(5_000);
  });

  it('is a whole number within its bounds, for any policy, attempt and chance', () => {
    fc.assert(
      fc.property(retry, n, chance, (policy, attempt, random) => {
        const ms = backoffMs(policy, attempt, random);
        expect(Number.isSafeInteger(ms)).toBe(true);
        expect(ms).toBeGreaterThanOrEqual(100);
        expect(ms).toBeLessThanOrEqual(policy.maxDelayMs);
        expect(ms).toBeLessThanOrEqual(policy.minDelayMs * 2 ** (attempt - 1));
      }),
    );
  });

  it('never shrinks with another failure', () => {
    fc.assert(
      fc.property(retry, n, chance, (policy, attempt, random) => {
        expect(backoffMs(policy, attempt + 1, random)).toBeGreaterThanOrEqual(backoffMs(policy, attempt, random));
      }),
    );
  });

  it('is never shorter than what the destination asked for', () => {
    fc.assert(
      fc.property(retry, n, chance, fc.integer({ min: 1_000, max: 3_600_000 }), (policy, attempt, random, asked) => {
        const ms = backoffMs(policy, attempt, random, asked);
        expect(ms).toBe(Math.max(asked, backoffMs(policy, attempt, random)));
      }),
    );
  });

  it('leaves 20 attempts about a day and a half, so that they outlast a night', () => {
    const mean = Array.from({ length: 19 }, (_, index) => backoffMs(DEFAULT, index + 1, 0.5));
    const hours = mean.reduce((sum, ms) => sum + ms, 0) / 3_600_000;
    expect(hours).toBeGreaterThan(20);
    expect(hours).toBeLessThan(40);
  });
});
