import { describe, expect, it } from '@jest/globals';
import { blankKey, inputOf } from './new-key.js';

const NOW = Date.parse('2026-01-31T12:00:00.000Z');
const key = { ...blankKey, name: ' checkout ', owner: 'shop' };

describe('a new key', () => {
  it('ends after a while, if nothing else is said', () => {
    expect(inputOf(key, NOW)).toEqual({
      ...{ name: 'checkout', owner: 'shop', roles: ['submitter'], destinations: null },
      expiresAt: '2026-05-01T12:00:00.000Z',
    });
    expect(inputOf({ ...key, lasts: null }, NOW).expiresAt).toBeNull();
  });

  it('is kept to destinations where it only sends', () => {
    const some = { ...key, destinations: ['orders'] };
    expect(inputOf(some, NOW).destinations).toEqual(['orders']);
    expect(inputOf({ ...some, role: 'operator' }, NOW).destinations).toBeNull();
  });
});
