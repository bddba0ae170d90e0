import { expect, it } from '@jest/globals';
import { keyStateOf } from './key-state.js';

const NOW = Date.parse('2026-01-31T12:00:00.000Z');

it.each([
  ['live', null, 'live'],
  ['live', '2026-01-31T12:00:00.001Z', 'live'],
  ['live', '2026-01-31T12:00:00.000Z', 'expired'],
  ['revoked', '2026-01-31T11:00:00.000Z', 'revoked'],
  ['revoked', null, 'revoked'],
] as const)('a key that is %s and expires at %s is %s', (state, expiresAt, expected) => {
  expect(keyStateOf({ state, expiresAt }, NOW)).toBe(expected);
});
