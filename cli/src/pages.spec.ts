import { describe, expect, it } from '@jest/globals';
import { allOf, itemsOf } from './pages.js';

/** Two pages of two. */
function list() {
  const asked: (string | undefined)[] = [];
  const items = itemsOf(async ({ cursor }: { cursor?: string }) => {
    asked.push(cursor);
    return cursor ? { items: [3, 4], nextCursor: null } : { items: [1, 2], nextCursor: 'two' };
  });
  return { asked, items };
}

describe('a list', () => {
  it('is read page after page', async () => {
    const { asked, items } = list();
    expect(await allOf(items)).toEqual([1, 2, 3, 4]);
    expect(asked).toEqual([undefined, 'two']);
  });

  it('is read no further than is wanted', async () => {
    const { asked, items } = list();
    expect(await allOf(items, 2)).toEqual([1, 2]);
    expect(asked).toEqual([undefined]);
  });
});
