import { describe, expect, it } from '@jest/globals';
import type { Dispatcher } from 'undici';
import { Exchange, LeaseOver } from './exchange.js';

const KEPT = 64 * 1024;
const LONG_MS = 60_000;

/** As undici goes through one: what it is told to abort with, it tells as an error. */
function going({ mayBegin = true, timeoutMs = LONG_MS } = {}) {
  const exchange = new Exchange(() => mayBegin, timeoutMs);
  const aborted: Error[] = [];
  const controller = {
    abort(reason: Error) {
      aborted.push(reason);
      exchange.onResponseError(controller, reason);
    },
  } as Dispatcher.DispatchController;
  const begin = () => exchange.onRequestStart(controller);
  const head = (status = 200) => exchange.onResponseStart(controller, status, {});
  const body = (...sizes: number[]) => {
    for (const size of sizes) exchange.onResponseData(controller, Buffer.alloc(size, 'x'));
  };
  return { exchange, aborted, begin, head, body };
}

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('an exchange', () => {
  it.each([
    [[], 0, false],
    [[3, 3], 6, false],
    [[KEPT], KEPT, false],
  ])('keeps pieces of %j bytes whole', async (sizes, size, truncated) => {
    const { exchange, aborted, begin, head, body } = going();
    begin();
    head();
    body(...sizes);
    exchange.onResponseEnd();
    expect(await exchange.answer).toMatchObject({ status: 200, truncated });
    expect((await exchange.answer).body).toHaveLength(size);
    expect(aborted).toEqual([]);
  });

  it('is cut off where there is more than is kept: endless ones cost no memory', async () => {
    const { exchange, aborted, begin, head, body } = going();
    begin();
    head();
    body(KEPT - 1, 2, 40_000, 40_000);
    expect((await exchange.answer).body).toEqual(Buffer.alloc(KEPT, 'x'));
    expect(await exchange.answer).toMatchObject({ truncated: true });
    expect(aborted).toHaveLength(1);
  });

  it('that breaks off is kept as far as it came, once there was a status line', async () => {
    const { exchange, begin, head, body } = going();
    begin();
    head();
    body(10);
    exchange.onResponseError(null, new Error('other side closed'));
    expect(await exchange.answer).toMatchObject({ status: 200, truncated: true, body: Buffer.alloc(10, 'x') });
    const without = going();
    without.begin();
    without.head(103);
    without.exchange.onResponseError(null, new Error('other side closed'));
    await expect(without.exchange.answer).rejects.toThrow('other side closed');
  });

  it('does not begin where it may not, nor once its time is over', async () => {
    const forbidden = going({ mayBegin: false });
    forbidden.begin();
    await expect(forbidden.exchange.answer).rejects.toThrow(LeaseOver);
    const late = going({ timeoutMs: 1 });
    await expect(late.exchange.answer).rejects.toMatchObject({ name: 'TimeoutError' });
    late.begin();
    expect(late.aborted).toHaveLength(1);
  });

  // Left to run out, tens of thousands of them would be under way at a few thousand deliveries a second.
  it('leaves no timer behind, however it ends', async () => {
    const before = timers();
    const [answered, broken] = [going(), going()];
    expect(timers()).toBe(before + 2);
    answered.begin();
    answered.head();
    answered.exchange.onResponseEnd();
    broken.exchange.onResponseError(null, new Error('refused'));
    await Promise.allSettled([answered.exchange.answer, broken.exchange.answer]);
    expect(timers()).toBe(before);
  });
});
