import { beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../test/support/until.js';
import { Hungry } from './hungry.js';

let asked: string[];
let hungry: Hungry;

beforeEach(() => {
  asked = [];
  hungry = new Hungry((destination) => asked.push(destination));
});
const ended = (destination: string, times: number) => {
  for (let n = 0; n < times; n++) hungry.ended(destination);
};

describe('a destination with more to send than room', () => {
  it('asks again when a quarter of what it has under way has ended, once', () => {
    hungry.add('a', 100);
    ended('a', 24);
    expect(asked).toEqual([]);
    ended('a', 10);
    expect(asked).toEqual(['a']);
  });

  it('asks at the first end where it has few', () => {
    for (const few of [0, 1, 15]) {
      hungry.add('a', few);
      ended('a', 1);
    }
    expect(asked).toEqual(['a', 'a', 'a']);
  });

  // Without that moment the places of a slow one would stand empty until a quarter of them is free.
  it('asks a moment after the first end, however few follow', async () => {
    hungry.add('a', 100);
    ended('a', 1);
    await until('it asks', () => asked.length > 0);
    expect(asked).toEqual(['a']);
  });

  it('has the room of others too: the one that has waited longest, where who ended needs none', () => {
    hungry.add('a', 1);
    hungry.add('b', 1);
    ended('c', 1);
    ended('b', 1);
    expect(asked).toEqual(['a', 'b']);
  });

  it('does not ask once it has had enough', () => {
    hungry.add('a', 4);
    hungry.delete('a');
    ended('a', 4);
    expect(asked).toEqual([]);
  });
});
