import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../test/support/any-text.js';
import { hasHash, makeAccessKey, readAccessKey } from './access-key.js';

describe('an access key', () => {
  it('is read as it was made, and only its own secret has its hash', () => {
    const keys = Array.from({ length: 100 }, makeAccessKey);
    for (const [n, { id, key, hash }] of keys.entries()) {
      const sent = readAccessKey(key)!;
      expect(sent.id).toBe(id);
      expect(hasHash(sent.secret, hash)).toBe(true);
      expect(hasHash(sent.secret, keys[(n + 1) % keys.length]!.hash)).toBe(false);
    }
    expect(new Set(keys.map(({ id }) => id)).size).toBe(keys.length);
  });

  it('with anything more, less or other than it was made of is another one, or none', () => {
    fc.assert(
      fc.property(
        fc.constant(null).map(makeAccessKey),
        fc.nat(56),
        anyText({ maxLength: 2 }),
        fc.nat(2),
        (made, at, text, cut) => {
          const changed = made.key.slice(0, at) + text + made.key.slice(at + cut);
          fc.pre(changed !== made.key);
          const sent = readAccessKey(changed);
          expect(sent === null || sent.id !== made.id || !hasHash(sent.secret, made.hash)).toBe(true);
        },
      ),
    );
  });

  it('is no text that does not look like one', () => {
    fc.assert(fc.property(anyText(), (text) => expect(readAccessKey(text)).toBeNull()));
  });
});
