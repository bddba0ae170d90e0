import { describe, expect, it } from '@jest/globals';
import { ownWrites } from './own-writes.js';

const URL = 'http://127.0.0.1/v1/destinations';

/** What a read asks for at least, a while after these answers. */
function askedFor(answers: [method: string, position: string | null][], waitMs = 0): string | null {
  let now = 1_000;
  const { onRequest, onResponse } = ownWrites(() => now);
  for (const [method, position] of answers) {
    const response = new Response(null, position === null ? {} : { headers: { 'intake-position': position } });
    void onResponse!({ request: new Request(URL, { method }), response } as Parameters<typeof onResponse & object>[0]);
  }
  now += waitMs;
  const request = new Request(URL);
  void onRequest!({ request } as Parameters<typeof onRequest & object>[0]);
  return request.headers.get('intake-min-position');
}

describe('a read', () => {
  it('shows what was changed right before', () => {
    expect(askedFor([['PUT', '7']])).toBe('7');
    expect(
      askedFor([
        ['PUT', '7'],
        ['POST', '9'],
        ['DELETE', '8'],
      ]),
    ).toBe('9');
  });

  it('waits for nothing where nothing was changed, or long ago', () => {
    expect(askedFor([])).toBeNull();
    expect(
      askedFor([
        ['GET', '7'],
        ['POST', null],
      ]),
    ).toBeNull();
    expect(askedFor([['PUT', '7']], 5_000)).toBeNull();
  });
});
