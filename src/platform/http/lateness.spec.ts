import { expect, it } from '@jest/globals';
import { Lateness } from './lateness.js';

function turns(...lengths: number[]) {
  let now = 0;
  const lateness = new Lateness(300, { monotonicMs: () => now });
  return lengths.map((ms) => {
    now += ms;
    const { isTooMuch } = lateness;
    lateness.tick();
    return isTooMuch;
  });
}

it('one long turn is none, and of several the first', () => {
  expect(turns(50, 900, 50, 900)).toEqual([false, false, false, false]);
  expect(turns(50, 900, 900, 400, 50, 400)).toEqual([false, false, true, true, false, false]);
});

it('what comes early in a turn is taken, however long the one before was', () => {
  let now = 0;
  const lateness = new Lateness(300, { monotonicMs: () => now });
  now += 1_000;
  lateness.tick();
  now += 350;
  expect(lateness.isTooMuch).toBe(false);
  now += 1;
  expect(lateness.isTooMuch).toBe(true);
});
