import { describe, expect, it } from '@jest/globals';
import type { Claim } from './claim.js';
import { Places } from './places.js';

const work = () => Promise.resolve();

function withTaken(taken: Record<string, number>): Places {
  const places = new Places();
  for (const [destination, n] of Object.entries(taken))
    for (let each = 0; each < n; each++) places.take(work(), { destination } as Claim);
  return places;
}

describe('room for a destination', () => {
  it.each<[string, Record<string, number>, number, number]>([
    ['is all of it, where no other wants some', {}, 1, 128],
    ['is a share of what is free', {}, 3, 43],
    ['is what is left, beside one that is slow', { slow: 100 }, 1, 28],
    ['is its own where others have taken all', { slow: 128 }, 1, 4],
    ['is its own where many want some', { slow: 120 }, 100, 4],
    ['is what it has not taken of its own', { slow: 128, orders: 3 }, 1, 1],
    ['is none beyond its own', { slow: 128, orders: 4 }, 1, 0],
    ['is never more than a process can bear', { slow: 1_023 }, 1, 1],
    ['is none where that much is taken', { slow: 1_024 }, 1, 0],
  ])('%s', (_, taken, sharers, room) => {
    expect(Math.max(0, withTaken(taken).freeFor('orders', sharers))).toBe(room);
  });

  it('is there again when a place is given back', () => {
    const places = withTaken({ slow: 127 });
    const last = work();
    places.take(last, { destination: 'orders' } as Claim);
    expect([places.size, places.of('orders')]).toEqual([128, 1]);
    places.giveBack(last);
    expect([places.size, places.of('orders'), places.freeFor('orders', 1)]).toEqual([127, 0, 4]);
  });
});
