import { Problem } from '../platform/http/problem.js';

/** `wrong`: what was sent and is not right; null: nothing was. */
export function unauthenticated(wrong: string | null): Problem {
  const challenge = wrong === null ? 'Bearer realm="intake"' : 'Bearer realm="intake", error="invalid_token"';
  const detail = wrong ?? 'send Authorization: Bearer <access key>';
  return new Problem('unauthenticated', detail, { headers: { 'www-authenticate': challenge } });
}
