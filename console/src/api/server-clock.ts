/** What time it is to Intake. A browser's clock may be a day wrong: by it, the last hour would be another one. */
import type { Middleware } from 'openapi-fetch';

/** An answer names the second only, and has been on its way. */
const TOLERATED_MS = 2_000;

let aheadMs = 0;

export const serverNow = (): number => Date.now() + aheadMs;

/** Every answer says when it was given. */
export const serverClock: Middleware = {
  onResponse({ response }) {
    const ahead = Date.parse(response.headers.get('date') ?? '') - Date.now();
    if (Math.abs(ahead - aheadMs) > TOLERATED_MS) aheadMs = ahead;
  },
};
