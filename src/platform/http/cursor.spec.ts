import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { anyText } from '../../../test/support/any-text.js';
import { type CursorKey, cursorAfter, pageOf, readCursor } from './cursor.js';
import { Problem } from './problem.js';

const KEY = z.tuple([z.string(), z.int()]);
const key = fc.tuple(anyText({ maxLength: 20 }), fc.maxSafeInteger());
const filters = fc.dictionary(fc.constantFrom('status', 'destination', 'held'), fc.oneof(fc.string(), fc.integer()));

/** What it stands for, or the code of its refusal. */
function read(cursor: string, query: object = {}, list = 'things'): unknown {
  try {
    return readCursor(list, { ...query, cursor }, KEY);
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

describe('a cursor', () => {
  it('gives back the key that it was made of, for its list and filters, in any order, and any limit', () => {
    fc.assert(
      fc.property(key, filters, fc.nat(), (after, query, limit) => {
        const cursor = cursorAfter('things', query, after);
        expect(cursor).toMatch(/^[\w-]+$/);
        const turned = Object.fromEntries(Object.entries({ ...query, limit }).reverse());
        expect(read(cursor, turned)).toEqual(after);
      }),
    );
  });

  it('is none of another list, or of other filters', () => {
    fc.assert(
      fc.property(key, filters, filters, (after, query, other) => {
        const cursor = cursorAfter('things', query, after);
        expect(read(cursor, query, 'others')).toBe('invalid-query');
        fc.pre(JSON.stringify(Object.entries(query).sort()) !== JSON.stringify(Object.entries(other).sort()));
        expect(read(cursor, other)).toBe('invalid-query');
      }),
    );
  });

  it('is taken as it was given only, and in no other spelling', () => {
    const noise = fc.constantFrom('=', ' ', '!', '.', '\n', 'A', '-', '_', 'ü');
    fc.assert(
      fc.property(key, noise, fc.nat(), (after, more, place) => {
        const cursor = cursorAfter('things', {}, after);
        const at = place % (cursor.length + 1);
        const changed = cursor.slice(0, at) + more + cursor.slice(at);
        // A letter within the text of the key makes another key of it.
        const taken = read(changed);
        expect(taken === 'invalid-query' || cursorAfter('things', {}, taken as CursorKey) === changed).toBe(true);
      }),
      { examples: [[['', 0], '=', 1_000_000_007]] },
    );
  });

  it('of any text, or of any JSON, is a key or a Problem', () => {
    const inside = fc.oneof(
      fc.json(),
      fc.tuple(fc.constantFrom(0, 1, 2), fc.string(), fc.jsonValue()).map((all) => JSON.stringify(all)),
    );
    const text = fc.oneof(
      anyText(),
      inside.map((json) => Buffer.from(json).toString('base64url')),
    );
    fc.assert(
      fc.property(text, (cursor) => {
        expect(['invalid-query', 'cursor-expired']).toContain(read(cursor));
      }),
    );
  });

  it('stands at the end of a page where there is more, and nowhere else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(7), (limit, count) => {
        const rows = Array.from({ length: Math.min(count, limit + 1) }, (_, n) => ['row', n] as const);
        const { items, nextCursor } = pageOf('things', { limit }, rows, (row) => row);
        expect(items).toEqual(rows.slice(0, limit));
        expect(nextCursor && read(nextCursor)).toEqual(count > limit ? rows[limit - 1] : null);
      }),
    );
  });
});
