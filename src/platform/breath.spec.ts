import { expect, it } from '@jest/globals';
import { breathMs } from './breath.js';

it('small pieces of work leave as much time as they take, and never long; large ones none', () => {
  expect(breathMs(1, 4)).toBe(4);
  expect(breathMs(99, 400)).toBe(25);
  expect(breathMs(100, 4)).toBe(0);
});
