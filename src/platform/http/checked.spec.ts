import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { check } from './check.js';
import { listQuery, pageOf, readCursor } from './cursor.js';
import { refuseMatch, requireMatch } from './etag.js';
import { commaList, destinationName, instant, position, uuid } from './fields.js';
import { Problem, type ProblemCode } from './problem.js';

function refused(run: () => unknown): Problem {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('taken');
}
const codeOf = (run: () => unknown): ProblemCode => refused(run).code;

describe('fields', () => {
  it.each([
    '2026-02-30T00:00:00Z',
    '999999-01-01T00:00:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01',
    'infinity',
    'now',
    '',
  ])('%j is no time', (text) => expect(codeOf(() => check(instant, text, 'query', 'from'))).toBe('invalid-query'));
  it('brings times and ids into one form', () => {
    expect(instant.parse('2024-02-29T01:00:00.5+02:00')).toBe('2024-02-28T23:00:00.500Z');
    expect(uuid.parse('5F9E9A52-6BB4-4A3C-8C5B-8A3F2B8F0C11')).toBe('5f9e9a52-6bb4-4a3c-8c5b-8a3f2b8f0c11');
    expect(position.parse('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(commaList(z.enum(['a', 'b'])).parse('a,b')).toEqual(['a', 'b']);
  });
  it.each(['9007199254740992', '-1', '1.0', '1e3', '0x1', ' 1', '', '٣'])('%j is no position', (text) => {
    expect(position.safeParse(text).success).toBe(false);
  });
  it.each(['', '-a', 'A', 'a'.repeat(65), 'a b', 'a\n', '../a'])('%j is no destination', (text) => {
    expect(codeOf(() => check(destinationName, text, 'path', 'name'))).toBe('invalid-identifier');
  });
  it('a rule may have a problem of its own', () => {
    const headers = z.strictObject({ h: z.string() }).check((ctx) => {
      ctx.issues.push({
        code: 'custom',
        message: 'Host is not yours',
        path: ['h'],
        params: { problem: 'header-not-allowed' },
        input: ctx.value,
      });
    });
    const problem = refused(() => check(headers, { h: 'x' }, 'body'));
    expect(problem.code).toBe('header-not-allowed');
    expect(problem.more.errors).toEqual([{ in: 'body', pointer: '/h', detail: 'Host is not yours' }]);
  });
});

describe('cursors', () => {
  const query = listQuery({ status: z.string().optional() });
  const key = z.tuple([z.int()]);
  const rows = [5, 4, 3].map((at) => ({ at }));
  const first = query.parse({ limit: '2', status: 'x' });
  const page = pageOf('inputs', first, rows, (row) => [row.at]);
  const cursor = page.nextCursor ?? '';

  it('go on after the last row shown', () => {
    expect(page.items).toEqual([{ at: 5 }, { at: 4 }]);
    expect(readCursor('inputs', query.parse({ cursor, status: 'x', limit: '7' }), key)).toEqual([4]);
    expect(readCursor('inputs', first, key)).toBeNull();
    expect(pageOf('inputs', first, rows.slice(0, 2), (row) => [row.at]).nextCursor).toBeNull();
    expect(pageOf('inputs', first, [], () => [0])).toEqual({ items: [], nextCursor: null });
  });
  it('belong to one list with its filters', () => {
    expect(codeOf(() => readCursor('inputs', query.parse({ cursor, status: 'y' }), key))).toBe('invalid-query');
    expect(codeOf(() => readCursor('attempts', query.parse({ cursor, status: 'x' }), key))).toBe('invalid-query');
  });
  it('of another version have expired', () => {
    const [, of, at] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [number, string, number[]];
    const old = Buffer.from(JSON.stringify([0, of, at])).toString('base64url');
    expect(codeOf(() => readCursor('inputs', { ...first, cursor: old }, key))).toBe('cursor-expired');
  });
  it.each(['x', '%%%', 'bnVsbA', Buffer.from('[1,"x",["a"]]').toString('base64url')])('%j is none', (garbage) => {
    expect(codeOf(() => readCursor('inputs', { cursor: garbage }, key))).toBe('invalid-query');
  });
});

describe('If-Match', () => {
  it.each(['"3"', '*', ' * ', '"1", "3"', 'W/"3", "3"'])('%s matches 3', (given) => requireMatch(given, 3));
  it.each(['"2"', 'W/"3"', '"33"', '"1","2"', '""'])('%s does not', (given) => {
    expect(codeOf(() => requireMatch(given, 3))).toBe('precondition-failed');
  });
  it.each(['3', '', '"3', '"3" "4"', '"3",*'])('%j is none', (given) => {
    expect(codeOf(() => requireMatch(given, 3))).toBe('invalid-header');
  });
  it('is needed to change, and never matches what does not exist', () => {
    expect(codeOf(() => requireMatch(undefined, 3))).toBe('precondition-required');
    expect(codeOf(() => refuseMatch('*'))).toBe('precondition-failed');
    refuseMatch(undefined);
  });
});
