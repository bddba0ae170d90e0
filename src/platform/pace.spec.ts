import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Clock, systemClock } from './clock.js';
import { Pace } from './pace.js';

let nowMs: number;
const clock: Clock = { ...systemClock, monotonicMs: () => nowMs };

describe('a pace', () => {
  beforeEach(() => {
    nowMs = 5_000;
  });

  it('lets each portion wait for the share of time of those before it', () => {
    const pace = new Pace(100, clock);
    expect([pace.waitMs(10), pace.waitMs(20), pace.waitMs(1)]).toEqual([0, 100, 300]);
    nowMs += 250;
    expect(pace.waitMs(1)).toBe(60);
  });

  it('cuts a second into twenty portions, and never less than one', () => {
    expect([new Pace(1, clock).portion, new Pace(1_000, clock).portion]).toEqual([1, 50]);
  });

  it('makes up for time that was lost, but for a quarter of a second at most', () => {
    const pace = new Pace(100, clock);
    pace.waitMs(10);
    nowMs += 200;
    expect([pace.waitMs(10), pace.waitMs(10)]).toEqual([0, 0]);
    nowMs += 60_000;
    expect([pace.waitMs(25), pace.waitMs(1), pace.waitMs(1)]).toEqual([0, 0, 10]);
  });
});
