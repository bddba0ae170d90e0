import { describe, expect, it, jest } from '@jest/globals';
import { Wake } from './wake.js';

const LONG_MS = 60_000;

describe('a wake', () => {
  it('wakes everyone who waits', async () => {
    const wake = new Wake();
    const waiting = [wake.wait(LONG_MS), wake.wait(LONG_MS)];
    wake.ring();
    await Promise.all(waiting);
  });

  it('that rang before anyone waited lets the next one through at once, and only that one', async () => {
    const wake = new Wake();
    wake.ring();
    wake.ring();
    await wake.wait(LONG_MS);
    const second = wake.wait(LONG_MS).then(() => 'woken');
    expect(await Promise.race([second, Promise.resolve('asleep')])).toBe('asleep');
    wake.ring();
    expect(await second).toBe('woken');
  });

  it('ends a wait by itself after its time', async () => {
    await new Wake().wait(1);
  });

  it('ends a wait when its signal aborts, before or during it', async () => {
    const stopping = new AbortController();
    const waiting = new Wake().wait(LONG_MS, stopping.signal);
    stopping.abort();
    await waiting;
    await new Wake().wait(LONG_MS, stopping.signal);
  });

  it('keeps nothing of a wait that ended by itself: months of polling cost no memory', async () => {
    const wake = new Wake();
    const { signal } = new AbortController();
    const letGo = jest.spyOn(signal, 'removeEventListener');
    await wake.wait(1, signal);
    await wake.wait(1, signal);
    wake.ring();
    expect(letGo).toHaveBeenCalledTimes(2);
  });
});
