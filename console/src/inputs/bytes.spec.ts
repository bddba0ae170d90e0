import { describe, expect, it } from '@jest/globals';
import { bytesOf, hexRows, jsonOf } from './bytes.js';

const utf8 = (data: string) => ({ encoding: 'utf8', data }) as const;

describe('bytes', () => {
  it('are the same, however they stand in an event', () => {
    expect([...bytesOf(utf8('é'))]).toEqual([0xc3, 0xa9]);
    expect([...bytesOf({ encoding: 'base64', data: 'w6kA' })]).toEqual([0xc3, 0xa9, 0]);
  });

  it('are JSON where they are', () => {
    expect(jsonOf(utf8('null'))).toEqual({ value: null });
    expect(jsonOf(utf8('{'))).toBeNull();
    expect(jsonOf({ encoding: 'base64', data: 'MQ==' })).toBeNull();
  });

  it('are dumped in rows of sixteen', () => {
    expect(hexRows(bytesOf(utf8('The quick brown\n7')))).toEqual([
      '000000  54 68 65 20 71 75 69 63 6b 20 62 72 6f 77 6e 0a  The quick brown·',
      '000010  37                                               7',
    ]);
    expect(hexRows(new Uint8Array())).toEqual([]);
  });
});
