import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { etagOf, matchHeaders, refuseMatch, requireMatch } from './etag.js';
import { Problem } from './problem.js';

const version = fc.nat();
/** What a tag may hold: commas and spaces between quotes are part of it. */
const weak = version.map((n) => `W/${etagOf(n)}`);
const foreign = fc.stringMatching(/^[!#-~]{0,6}$/).map((text) => `"${text}"`);
const tags = fc.array(fc.oneof(version.map(etagOf), weak, foreign, fc.constant('","')), { minLength: 1, maxLength: 4 });

/** null: it matches; else the code of the refusal. */
function refusal(ifMatch: string | undefined, current: number): string | null {
  try {
    requireMatch(ifMatch, current);
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

const isTaken = (ifMatch: string): boolean => matchHeaders.safeParse({ 'if-match': ifMatch }).success;

describe('If-Match', () => {
  it.each(['*', '"2"', 'W/"2"', '"1", "2"', '"1" ,W/"a b"', '""'])('may be %s', (text) => {
    expect(isTaken(text)).toBe(true);
  });

  it.each(['2', '', '"2', '*, "2"', '"1" "2"', 'w/"2"', "'2'"])('may not be %s', (text) => {
    expect(isTaken(text)).toBe(false);
  });

  it('matches the tag that was shown, and every version by *', () => {
    fc.assert(
      fc.property(version, (n) => {
        expect([refusal(etagOf(n), n), refusal(' * ', n), refusal(etagOf(n), n + 1)]).toEqual([
          null,
          null,
          'precondition-failed',
        ]);
      }),
    );
    expect(refusal(undefined, 1)).toBe('precondition-required');
  });

  it('matches a list that has the tag itself, however it is spaced', () => {
    fc.assert(
      fc.property(tags, version, fc.constantFrom(',', ', ', ' ,\t'), (list, n, between) => {
        expect(refusal(list.join(between), n)).toBe(list.includes(etagOf(n)) ? null : 'precondition-failed');
        expect(refusal([...list, etagOf(n)].join(between), n)).toBeNull();
      }),
    );
  });

  it('of any text matches or is a Problem, and matches nothing but a quoted version', () => {
    const text = fc.oneof(anyText(), fc.stringMatching(/^[W/"0-9, *]{0,12}$/));
    fc.assert(
      fc.property(text, version, (header, n) => {
        const told = refusal(header, n);
        expect([null, 'precondition-failed']).toContain(told);
        expect(told !== null || header.trim() === '*' || header.includes(etagOf(n))).toBe(true);
      }),
    );
  });

  it('of what does not exist never matches', () => {
    expect(() => refuseMatch('*')).toThrow(expect.objectContaining({ code: 'precondition-failed' }));
    expect(() => refuseMatch(undefined)).not.toThrow();
  });
});
