import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Dispatcher } from 'undici';
import { response } from '../../events/shapes.js';
import { readResponse } from './response.js';

const KEPT = 64 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** An answer whose body comes in these pieces; an Error among them breaks it off there. */
function answer(pieces: (Buffer | Error)[], headers: Record<string, string | string[]> = {}) {
  let given = 0;
  const body = async function* () {
    for (const piece of pieces) {
      if (piece instanceof Error) throw piece;
      given++;
      yield piece;
    }
  };
  const data = { statusCode: 200, headers, body: body() } as unknown as Dispatcher.ResponseData;
  return { read: readResponse(data), given: () => given };
}
const piece = (size: number, byte = 'x') => Buffer.alloc(size, byte);

describe('a response', () => {
  it('is kept whole where it is small, and says what it is', async () => {
    const kept = await answer([Buffer.from('tha'), Buffer.from('nks')], { 'content-type': 'text/plain' }).read;
    expect(response.parse(kept)).toEqual(kept);
    expect(kept).toMatchObject({
      status: 200,
      contentType: 'text/plain',
      contentEncoding: null,
      body: { encoding: 'utf8', data: 'thanks' },
      size: 6,
      truncated: false,
      sha256: sha256(Buffer.from('thanks')),
    });
  });

  it('may be empty', async () => {
    expect(await answer([]).read).toMatchObject({ size: 0, truncated: false, body: { encoding: 'utf8', data: '' } });
  });

  it('is kept whole up to 64 KiB, and not beyond', async () => {
    expect(await answer([piece(KEPT)]).read).toMatchObject({ size: KEPT, truncated: false });
    const longer = await answer([piece(KEPT - 1), piece(2)]).read;
    expect(longer).toMatchObject({ size: KEPT, truncated: true, sha256: sha256(piece(KEPT)) });
  });

  it('is not read on once there is enough: endless ones cost no memory', async () => {
    const endless = answer(Array.from({ length: 1_000 }, () => piece(40_000)));
    expect(await endless.read).toMatchObject({ size: KEPT, truncated: true });
    expect(endless.given()).toBe(2);
  });

  it('that breaks off is kept as far as it came', async () => {
    const broken = await answer([piece(10), new Error('other side closed')]).read;
    expect(broken).toMatchObject({ status: 200, size: 10, truncated: true, sha256: sha256(piece(10)) });
  });

  it('keeps a header that came twice, and the order', async () => {
    const { headers } = await answer([], { 'set-cookie': ['a=1', 'b=2'], via: 'proxy' }).read;
    expect(headers).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['via', 'proxy'],
    ]);
  });
});
