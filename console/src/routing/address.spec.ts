import { describe, expect, it } from '@jest/globals';
import { addressOf, match } from './address.js';

describe('the address of a screen', () => {
  it.each([
    ['overview', ''],
    ['inputs', '/inputs'],
    ['dead-letters', '/dead-letters'],
    ['inputs.id', '/inputs/:id'],
  ])('in the folder %s is %s', (folder, address) => {
    expect(addressOf(folder)).toBe(address);
  });
});

describe('a path', () => {
  it.each([
    ['', '', {}],
    ['/inputs', '/inputs', {}],
    ['/inputs/:id', '/inputs/7', { id: '7' }],
    ['/destinations/:name', '/destinations/a%20b', { name: 'a b' }],
    ['/destinations/:name', '/destinations/%', { name: '%' }],
  ])('of %s: %s', (address, path, parameters) => {
    expect(match(address, path)).toEqual(parameters);
  });

  it.each([
    ['/inputs', ''],
    ['/inputs', '/inputs/7'],
    ['/inputs/:id', '/inputs'],
    ['/inputs/:id', '/inputs/'],
    ['/inputs/:id', '/outputs/7'],
  ])('is not of %s: %s', (address, path) => {
    expect(match(address, path)).toBeNull();
  });
});
