import { expect, it } from '@jest/globals';
import { turnsDuring } from '../../test/support/turns.js';
import { AskedOnce } from './asked-once.js';

const all = (count: number, ask: (n: number) => Promise<number>) =>
  Promise.all(Array.from({ length: count }, (_, n) => ask(n)));

it('what many ask for at once is one question; another one is its own', async () => {
  const once = new AskedOnce<number>();
  let asked = 0;
  const ask = (key: string) => once.of(key, async () => ++asked);
  expect(await all(50, () => ask('a'))).toEqual(Array(50).fill(1));
  expect(await Promise.all([ask('a'), ask('b')])).toEqual([2, 3]);
});

it('who asks again when it has the answer gets a newer one', async () => {
  const once = new AskedOnce<number>();
  let asked = 0;
  const ask = () => once.of('a', async () => ++asked);
  expect(await all(3, () => ask().then(ask))).toEqual([2, 2, 2]);
});

it('an error is told to all who asked, and the next question is asked all the same', async () => {
  const once = new AskedOnce<string>();
  const refused = () => once.of('a', () => Promise.reject(new Error('no')));
  const told = await Promise.allSettled([refused(), refused()]);
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await once.of('a', async () => 'yes')).toBe('yes');
});

it('others in the process have their turn while thousands are told', async () => {
  const once = new AskedOnce<number>();
  expect(await turnsDuring(() => all(1_000, () => once.of('a', async () => 0)))).toBeGreaterThanOrEqual(9);
});
