import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

const asking = (...destinations: string[]): Turns => {
  const turns = new Turns();
  for (const each of destinations) turns.ask(each);
  return turns;
};

describe('turns', () => {
  it('come in the order of asking, once however often one asked', () => {
    const turns = asking('a', 'b', 'a', 'c');
    expect([turns.next(), turns.next(), turns.next(), turns.next()]).toEqual(['a', 'b', 'c', null]);
  });

  it('come again for who asked meanwhile, behind the others, and not before the look is done', () => {
    const turns = asking('a', 'b');
    turns.next();
    turns.ask('a');
    expect(turns.next()).toBe('b');
    expect(turns.next()).toBe(null);
    turns.done('a');
    expect(turns.next()).toBe('a');
  });

  it('are shared by all who ask or are looked at', () => {
    const turns = asking('a', 'b', 'c');
    turns.next();
    turns.ask('a');
    expect(turns.size).toBe(3);
    turns.done('a');
    expect(turns.size).toBe(3);
  });
});
