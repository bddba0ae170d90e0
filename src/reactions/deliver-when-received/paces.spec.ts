import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../platform/clock.js';
import { Paces } from './paces.js';

const now = () => systemClock.monotonicMs();
/** The event loop is busy, as by other work. */
const busy = (ms: number) => {
  for (const end = now() + ms; now() < end; );
};

/** Begins requests that were given these times from now on; answers when each began. */
async function begun(paces: Paces, times: number[], ratePerSecond = 100): Promise<number[]> {
  const from = now();
  return Promise.all(
    times.map(async (ms) => {
      await paces.turn('orders', from + ms, ratePerSecond);
      return now() - from;
    }),
  );
}

const apart = (times: number[]) => times.slice(1).map((time, index) => time - times[index]!);

describe('the pace of a destination', () => {
  it('is that of the times given out', async () => {
    const times = await begun(new Paces(systemClock), [0, 20, 60]);
    expect(times[1]).toBeGreaterThanOrEqual(17);
    expect(times[2]).toBeGreaterThanOrEqual(57);
  });

  it('is kept where the process was late: what was missed is not made up for at once', async () => {
    const paces = new Paces(systemClock);
    await begun(paces, [0]);
    const running = begun(paces, [10, 20, 30, 40, 50, 60]);
    busy(50);
    const times = await running;
    // Without it five of them would begin at once. A timer is exact to two milliseconds or so.
    expect(Math.min(...apart(times))).toBeGreaterThanOrEqual(5);
    expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(40);
  });

  it('sends nobody to wait for long: who would be much later than its time is to be given another one', async () => {
    const paces = new Paces(systemClock);
    const from = now();
    expect(await paces.turn('orders', from, 0.5)).toBe(true);
    expect(await paces.turn('orders', from, 0.5)).toBe(false);
    expect(now() - from).toBeLessThan(500);
  });

  it('of one destination is not that of another', async () => {
    const paces = new Paces(systemClock);
    const from = now();
    await Promise.all([paces.turn('a', from, 2), paces.turn('b', from, 2)]);
    expect(now() - from).toBeLessThan(400);
  });
});
