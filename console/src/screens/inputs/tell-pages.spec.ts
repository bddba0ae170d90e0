import { describe, expect, it } from '@jest/globals';
import type { Input } from '../../api/types.js';
import type { InputFact } from '../../inputs/facts.js';
import { type ShownPage, tellPages } from './tell-pages.js';

const input = (id: string, position: number, status = 'received') => ({ id, position, status }) as Input;
const page = (position: number, ...items: Input[]): ShownPage => ({ items, position, nextCursor: null });
const fact = (type: string, id: string, position: number): InputFact =>
  ({ type, stream: `input-${id}`, position, occurredAt: '2026-01-31T12:00:00.000Z', data: {} }) as unknown as InputFact;

const everything = () => true;
const shown = ({ pages }: { pages: ShownPage[] }) =>
  pages.map(({ items }) => items.map(({ id, status }) => `${id} ${status}`));

const PAGES = [page(20, input('d', 15), input('c', 12)), page(20, input('b', 9), input('a', 3))];

describe('what happens', () => {
  it('changes rows in their place, on any page', () => {
    const told = tellPages(PAGES, [fact('InputExpired', 'a', 21), fact('InputCancelled', 'd', 22)], everything);
    expect(shown(told)).toEqual([
      ['d cancelled', 'c received'],
      ['b received', 'a expired'],
    ]);
    expect([told.isBehind, told.pages[0]!.position]).toEqual([false, 22]);
  });

  it('brings new ones on top, the newest first', () => {
    const facts = [fact('InputReceived', 'e', 21), fact('InputReceived', 'f', 22), fact('InputExpired', 'e', 23)];
    expect(shown(tellPages(PAGES, facts, everything))[0]).toEqual([
      'f received',
      'e expired',
      'd received',
      'c received',
    ]);
  });

  it('is no news where the page shows it already', () => {
    const facts = [fact('InputReceived', 'c', 12), fact('InputExpired', 'd', 20)];
    expect(shown(tellPages(PAGES, facts, everything))).toEqual(shown({ pages: PAGES }));
  });

  it('is no news where a page that was read later shows it already', () => {
    const pages = [page(20, input('d', 15)), page(30, input('b', 9))];
    const told = tellPages(pages, [fact('InputExpired', 'b', 25), fact('InputExpired', 'd', 26)], everything);
    expect(shown(told)).toEqual([['d expired'], ['b received']]);
  });

  it('lets leave what does not fit any more, and nothing in that does not', () => {
    const received = ({ status }: Input) => status === 'received';
    const facts = [fact('InputExpired', 'b', 21), fact('InputReceived', 'e', 22), fact('InputExpired', 'e', 23)];
    expect(shown(tellPages(PAGES, facts, received))).toEqual([['d received', 'c received'], ['a received']]);
  });

  it('to what is not known makes the list be read anew', () => {
    expect(tellPages(PAGES, [fact('InputExpired', 'x', 21)], everything).isBehind).toBe(true);
    expect(tellPages(PAGES, [fact('InputReceived', 'e', 21)], () => null).isBehind).toBe(true);
    expect(tellPages([], [fact('InputReceived', 'e', 21)], everything)).toEqual({ pages: [], isBehind: false });
  });

  it('to what is further down does not matter where nothing comes up from there', () => {
    expect(tellPages(PAGES, [fact('InputExpired', 'x', 21)], everything, true).isBehind).toBe(false);
  });
});
