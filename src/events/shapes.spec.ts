import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../test/support/any-text.js';
import { bytes, decodeBytes, encodeBytes } from './shapes.js';

const encodingOf = (raw: Uint8Array) => encodeBytes(raw).encoding;

describe('opaque bytes in an event', () => {
  it('come back as they were, whatever they are, also through JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          anyText().map((text) => Buffer.from(text)),
        ),
        (raw) => {
          const stored = bytes.parse(JSON.parse(JSON.stringify(encodeBytes(raw))));
          expect(decodeBytes(stored).equals(raw)).toBe(true);
        },
      ),
    );
  });

  it('stand as text where that is exact, so that people can read the log', () => {
    const text = '{"b":1.0,"a":9007199254740993,"ü":"\u{1f600}"}\r\n';
    expect(encodeBytes(Buffer.from(text))).toEqual({ encoding: 'utf8', data: text });
    expect(encodeBytes(new Uint8Array())).toEqual({ encoding: 'utf8', data: '' });
  });

  it.each<[string, number[]]>([
    ['a NUL, which PostgreSQL cannot store as text', [0x61, 0x00]],
    ['a byte that is not UTF-8', [0x61, 0xff]],
    ['a cut off character', [0xe2, 0x82]],
    ['a lone surrogate', [0xed, 0xa0, 0x80]],
    ['an overlong form', [0xc0, 0xaf]],
  ])('stand in base64 where there is %s', (_what, raw) => {
    expect(encodingOf(Uint8Array.from(raw))).toBe('base64');
  });

  it('keep a byte order mark', () => {
    const raw = Buffer.from([0xef, 0xbb, 0xbf, 0x61]);
    expect(decodeBytes(encodeBytes(raw)).equals(raw)).toBe(true);
  });

  it('are those of a view into a larger buffer, and no more', () => {
    const view = Buffer.from('--seven--').subarray(2, 7);
    expect(encodeBytes(new Uint8Array(view.buffer, view.byteOffset, 5)).data).toBe('seven');
  });
});
