import { describe, expect, it } from '@jest/globals';
import { Lease } from './lease.js';

/** Two clocks that a test moves by hand. */
function leaseOf(ms: number) {
  const at = { monotonic: 1_000, wall: 50_000 };
  const clock = { monotonicMs: () => at.monotonic, now: () => new Date(at.wall) };
  return { at, lease: Lease.begin(clock, ms) };
}

describe('a lease', () => {
  it('allows what ends before it does', () => {
    const { at, lease } = leaseOf(30_000);
    expect(lease.holdsFor(29_999)).toBe(true);
    expect(lease.holdsFor(30_000)).toBe(false);
    at.monotonic += 20_000;
    at.wall += 20_000;
    expect(lease.holdsFor(9_999)).toBe(true);
    expect(lease.holdsFor(10_000)).toBe(false);
  });

  it.each(['monotonic', 'wall'] as const)('is over where only the %s clock says so', (clock) => {
    const { at, lease } = leaseOf(30_000);
    at[clock] += 30_000;
    expect(lease.holdsFor(1)).toBe(false);
  });
});
