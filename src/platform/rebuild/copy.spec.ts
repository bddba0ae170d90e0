import { describe, expect, it } from '@jest/globals';
import { copyText } from './copy.js';

describe('a value in COPY’s text format', () => {
  it.each<[unknown, string]>([
    [null, '\\N'],
    ['', ''],
    ['\\N', '\\\\N'],
    ['a\tb\nc\rd\\e', 'a\\tb\\nc\\rd\\\\e'],
    [7, '7'],
    [true, 'true'],
    ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
  ])('%j is %j', (value, text) => {
    expect(copyText(value)).toBe(text);
  });

  it('of another kind is refused, not written as something else', () => {
    expect(() => copyText(Buffer.from('a'))).toThrow('cannot be copied');
  });
});
