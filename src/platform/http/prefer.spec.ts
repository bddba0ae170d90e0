import { describe, expect, it } from '@jest/globals';
import { preferredWait } from './prefer.js';

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
});
