import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ahead, FewAtOnce, rest, TooLate, within } from './waiting.js';

const NEVER_MS = 60_000;

describe('waiting', () => {
  it('for a while ends with it, or as soon as the signal aborts', async () => {
    const stopping = new AbortController();
    await rest(1, stopping.signal);
    const resting = rest(NEVER_MS, stopping.signal);
    stopping.abort();
    await resting;
    await rest(NEVER_MS, stopping.signal);
  });

  it('for an answer gives the answer, or the error that came instead', async () => {
    expect(await within(NEVER_MS, Promise.resolve('here'))).toBe('here');
    await expect(within(NEVER_MS, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  it('for an answer that does not come gives up, and an error that comes later harms nobody', async () => {
    let fail = () => {};
    const answer = new Promise<never>((_, reject) => {
      fail = () => reject(new Error('too late'));
    });
    await expect(within(1, answer)).rejects.toThrow(TooLate);
    fail();
    await setImmediate();
  });
});

describe('a few at once', () => {
  it('and no more; the others in the order they came, whatever becomes of those before', async () => {
    const few = new FewAtOnce(2);
    const begun: number[] = [];
    const ends: ((error?: Error) => void)[] = [];
    const work = (n: number) =>
      few.run(() => {
        begun.push(n);
        return new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())));
      });
    const all = [1, 2, 3, 4].map((n) => ahead(work(n)));
    await Promise.resolve();
    expect(begun).toEqual([1, 2]);
    ends[0]!(new Error('failed'));
    await expect(all[0]).rejects.toThrow('failed');
    expect(begun).toEqual([1, 2, 3]);
    ends[1]!();
    await all[1];
    expect(begun).toEqual([1, 2, 3, 4]);
    ends[2]!();
    ends[3]!();
    await Promise.all(all.slice(1));
  });
});
