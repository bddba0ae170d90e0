import { expect, it } from '@jest/globals';
import { turnsDuring } from '../../test/support/turns.js';
import { inTurns } from './in-turns.js';

function* busy(pieces: number, ms: number): Generator<number> {
  for (let n = 0; n < pieces; n++) {
    for (const begin = performance.now(); performance.now() - begin < ms; );
    yield n;
  }
}

it('long work lets others in again and again, and comes to all its pieces in order', async () => {
  let made: number[] = [];
  expect(
    await turnsDuring(async () => {
      made = await inTurns(busy(100, 1));
    }),
  ).toBeGreaterThanOrEqual(10);
  expect(made).toEqual([...busy(100, 0)]);
});

it('what a piece throws ends it', async () => {
  function* failing(): Generator<number> {
    yield 1;
    throw new Error('no');
  }
  await expect(inTurns(failing())).rejects.toThrow('no');
});
