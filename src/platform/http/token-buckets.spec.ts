import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TokenBuckets } from './token-buckets.js';

function bucketsAt(perSecond: number) {
  let now = 0;
  const buckets = new TokenBuckets(perSecond, { monotonicMs: () => now });
  return { buckets, pass: (ms: number) => (now += ms) };
}

describe('a bucket', () => {
  it('gives a second’s worth at once, and then as much as time gives', () => {
    const { buckets, pass } = bucketsAt(10);
    for (let n = 9; n >= 0; n--) expect(buckets.take('a', 1)).toMatchObject({ allowed: true, remaining: n });
    expect(buckets.take('a', 1)).toEqual({ allowed: false, remaining: 0, resetSeconds: 1 });
    pass(100);
    expect(buckets.take('a', 1).allowed).toBe(true);
    expect(buckets.take('a', 1).allowed).toBe(false);
  });

  it('is each one’s own', () => {
    const { buckets } = bucketsAt(1);
    expect(buckets.take('a', 1).allowed).toBe(true);
    expect(buckets.take('b', 1).allowed).toBe(true);
    expect(buckets.take('a', 1).allowed).toBe(false);
  });

  it('lets something larger go when it is full, and has it paid off afterwards', () => {
    const { buckets, pass } = bucketsAt(10);
    expect(buckets.take('a', 35)).toEqual({ allowed: true, remaining: 0, resetSeconds: 4 });
    pass(2_500);
    expect(buckets.take('a', 1)).toMatchObject({ allowed: false, resetSeconds: 1 });
    pass(100);
    expect(buckets.take('a', 1).allowed).toBe(true);
    expect(buckets.take('a', 35)).toMatchObject({ allowed: false, resetSeconds: 1 });
    pass(1_000);
    expect(buckets.take('a', 35).allowed).toBe(true);
  });

  it('is as full as before when what was taken is given back, and never fuller than full', () => {
    const { buckets, pass } = bucketsAt(10);
    buckets.take('a', 4);
    buckets.take('a', 6);
    buckets.giveBack('a', 6);
    expect(buckets.take('a', 6)).toMatchObject({ allowed: true, remaining: 0 });
    pass(900);
    buckets.giveBack('a', 6);
    buckets.giveBack('b', 6);
    for (const who of ['a', 'b']) expect(buckets.take(who, 1)).toMatchObject({ allowed: true, remaining: 9 });
  });

  it('tells how long to wait, so that the same is then allowed', () => {
    const anyTaking = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 2_000 })));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), anyTaking, (perSecond, takings) => {
        const { buckets, pass } = bucketsAt(perSecond);
        for (const [amount, ms] of takings) {
          const { allowed, resetSeconds } = buckets.take('a', amount);
          if (!allowed) {
            pass(resetSeconds * 1_000);
            expect(buckets.take('a', amount).allowed).toBe(true);
          }
          pass(ms);
        }
      }),
    );
  });
});
