import { describe, expect, it } from '@jest/globals';
import { matchHeaders } from './etag.js';

const isTaken = (ifMatch: string): boolean => matchHeaders.safeParse({ 'if-match': ifMatch }).success;

describe('If-Match', () => {
  it.each(['*', '"2"', 'W/"2"', '"1", "2"', '"1" ,W/"a b"', '""'])('may be %s', (text) => {
    expect(isTaken(text)).toBe(true);
  });

  it.each(['2', '', '"2', '*, "2"', '"1" "2"', 'w/"2"', "'2'"])('may not be %s', (text) => {
    expect(isTaken(text)).toBe(false);
  });
});
