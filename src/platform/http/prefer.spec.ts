import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { MAX_WAIT_SECONDS, preferredWait } from './prefer.js';
import { Problem } from './problem.js';

describe('Prefer: wait', () => {
  it.each([
    ['wait=10', 10],
    ['WAIT = 10', 10],
    ['wait="10"', 10],
    ['wait=0', 0],
    ['wait=60', 60],
    ['respond-async, wait=5', 5],
    ['wait=5; why="no, not wait=7; really"', 5],
    ['note="a, \\"b\\", wait=7", wait=5', 5],
    ['wait=5, wait=7', 5],
  ])('%s is %i seconds', (header, seconds) => {
    expect(preferredWait(header)).toBe(seconds);
  });

  it.each([[undefined], [''], ['respond-async'], ['waiting=5'], ['return=minimal; wait=5'], ['note="wait=5'], [',,;']])(
    '%s asks for none',
    (header) => {
      expect(preferredWait(header)).toBeNull();
    },
  );

  it.each(['wait', 'wait=', 'wait=61', 'wait=-1', 'wait=1.5', 'wait=1e1', 'wait=soon', 'wait="5', 'wait=99999999999'])(
    '%s is refused',
    (header) => {
      const errors = [expect.objectContaining({ in: 'header', name: 'prefer' })];
      expect(() => preferredWait(header)).toThrow(
        expect.objectContaining({ code: 'invalid-header', more: { errors } }),
      );
    },
  );

  it('is found among any others, whatever stands in their quotes', () => {
    const quoted = anyText({ maxLength: 10 }).map((text) => JSON.stringify(text));
    const other = fc
      .tuple(fc.constantFrom('respond-async', 'return=minimal', 'note'), quoted)
      .map(([name, text]) => (name === 'note' ? `note=${text}` : `${name}; why=${text}`));
    fc.assert(
      fc.property(fc.array(other), fc.nat(MAX_WAIT_SECONDS), fc.array(other), (before, seconds, after) => {
        expect(preferredWait([...before, `wait=${seconds}`, ...after].join(', '))).toBe(seconds);
        expect(preferredWait([...before, ...after].join(', '))).toBeNull();
      }),
    );
  });

  it('of any text is a wait that can be kept, none, or a Problem', () => {
    const text = fc.oneof(anyText(), fc.stringMatching(/^(wait|=|[0-9]|"|,|;|\\| |\t|-|\.){0,12}$/));
    fc.assert(
      fc.property(text, (header) => {
        try {
          const seconds = preferredWait(header);
          expect(seconds === null || (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_WAIT_SECONDS)).toBe(
            true,
          );
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
    );
  });
});
