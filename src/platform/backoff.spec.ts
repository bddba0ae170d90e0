import { describe, expect, it } from '@jest/globals';
import { Backoff } from './backoff.js';

describe('waiting before trying again', () => {
  it('doubles from 100 ms to 2 s, each wait between half of the step and the whole', () => {
    const backoff = new Backoff();
    for (const step of [100, 200, 400, 800, 1_600, 2_000, 2_000]) {
      const ms = backoff.nextMs();
      expect(ms).toBeGreaterThanOrEqual(step / 2);
      expect(ms).toBeLessThan(step);
    }
  });

  it('never grows beyond 2 s, however long the outage', () => {
    const backoff = new Backoff();
    const waits = Array.from({ length: 5_000 }, () => backoff.nextMs());
    expect(Math.max(...waits)).toBeLessThan(2_000);
    expect(Math.min(...waits.slice(10))).toBeGreaterThanOrEqual(1_000);
  });

  it('spreads a crowd', () => {
    const waits = new Set(Array.from({ length: 50 }, () => new Backoff().nextMs()));
    expect(waits.size).toBeGreaterThan(40);
  });

  it('begins anew after a success', () => {
    const backoff = new Backoff();
    for (let n = 0; n < 10; n++) backoff.nextMs();
    backoff.reset();
    expect(backoff.nextMs()).toBeLessThan(100);
  });
});
