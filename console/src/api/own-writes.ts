/** Who has changed something sees it: what is read right after shows the log as far as the change at least. */
import type { Middleware } from 'openapi-fetch';

/** By then read models have long come to it; where they have not, what they show is better than nothing. */
const LASTS_MS = 5_000;

export function ownWrites(now: () => number = Date.now): Middleware {
  let written = 0;
  let until = 0;
  return {
    onRequest({ request }) {
      if (request.method !== 'GET' || now() >= until) return;
      const asked = Number(request.headers.get('intake-min-position') ?? 0);
      request.headers.set('intake-min-position', `${Math.max(asked, written)}`);
    },
    onResponse({ request, response }) {
      const position = Number(response.headers.get('intake-position'));
      if (request.method === 'GET' || position === 0) return;
      written = Math.max(written, position);
      until = now() + LASTS_MS;
    },
  };
}
