import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { response } from '../../events/shapes.js';
import { responseOf } from './response.js';

const answer = { status: 200, headers: {}, body: Buffer.from('thanks'), truncated: false };

describe('a response', () => {
  it('says what it is, and is what its event may hold', () => {
    const kept = responseOf({ ...answer, headers: { 'content-type': 'text/plain' } });
    expect(response.parse(kept)).toEqual(kept);
    expect(kept).toMatchObject({
      status: 200,
      contentType: 'text/plain',
      contentEncoding: null,
      body: { encoding: 'utf8', data: 'thanks' },
      size: 6,
      truncated: false,
      sha256: createHash('sha256').update('thanks').digest('hex'),
    });
  });

  it('may be empty', () => {
    const empty = responseOf({ ...answer, body: Buffer.alloc(0) });
    expect(empty).toMatchObject({ size: 0, body: { encoding: 'utf8', data: '' } });
  });

  it('keeps a header that came twice, and the order', () => {
    const { headers } = responseOf({ ...answer, headers: { 'set-cookie': ['a=1', 'b=2'], via: 'proxy' } });
    expect(headers).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['via', 'proxy'],
    ]);
  });
});
