import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { keyWeakness, passwordWeakness, weaknessOf } from './weak-secrets.js';

describe('a secret that is none', () => {
  it.each([
    ['a'.repeat(40), 'follows a pattern'],
    ['abcabcabcabcabcabcabcabcabcabcabcabc', 'follows a pattern'],
    ['0123456789abcdef0123456789abcdef', 'follows a pattern'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`ab', 'follows a pattern'],
    [`${'aab'.repeat(11)}c`, 'has fewer than 5 different characters'],
    ['an-example-of-an-admin-key-with-enough', 'is one of an example'],
    ['please-change-me-before-you-go-live-1234', 'is one of an example'],
    ['<at least thirty-two characters of it>', 'is one of an example'],
  ])('%s', (secret, weakness) => expect(weaknessOf(secret)).toBe(weakness));

  it.each([
    ['postgres', 'intake', 'is one of those that are tried first'],
    ['Password123!', 'intake', 'is one of those that are tried first'],
    ['somebody-by-name', 'somebody-by-name', 'is its user'],
    ['x7Kq2', 'intake', 'has fewer than 12 characters'],
    ['zzzzzzzzzzzzzzzz', 'intake', 'follows a pattern'],
  ])('%s, of %s', (password, user, weakness) => expect(passwordWeakness(password, user)).toBe(weakness));

  it.each<[string, Buffer, string]>([
    ['zeros', Buffer.alloc(32), 'follows a pattern'],
    ['one byte after the other', Buffer.from(Array.from({ length: 32 }, (_, n) => n)), 'follows a pattern'],
    [
      'a few bytes',
      Buffer.from([...Buffer.from('0102030401020304', 'hex'), ...Buffer.alloc(24, 9)]),
      'has fewer than 12 different bytes',
    ],
    ['a sentence', Buffer.from('this is the key of my own intake'), 'is text: make it of random bytes'],
  ])('a key of %s', (_, key, weakness) => expect(keyWeakness(key)).toBe(weakness));
});

it('what was made at random is none of these', () => {
  for (let n = 0; n < 500; n++) {
    expect(keyWeakness(randomBytes(32))).toBeNull();
    expect(weaknessOf(randomBytes(24).toString('hex'))).toBeNull();
    expect(weaknessOf(randomBytes(24).toString('base64'))).toBeNull();
    expect(passwordWeakness(randomBytes(12).toString('base64url'), 'intake')).toBeNull();
    expect(passwordWeakness(randomBytes(12).toString('hex'), 'intake')).toBeNull();
  }
});
