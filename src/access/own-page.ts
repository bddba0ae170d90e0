/**
 * Whether a page of ours asks, and not one of another origin that uses the cookie of a browser: SameSite keeps other sites
 * away, but not another port or a subdomain of this one.
 */
import type { IncomingHttpHeaders } from 'node:http';

interface Asked {
  method: string;
  headers: IncomingHttpHeaders;
}

export function isOwnPage({ method, headers }: Asked): boolean {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (site !== undefined) return site === 'same-origin';
  // Over plain HTTP to another machine a browser says only where a change comes from.
  if (origin !== undefined) return URL.canParse(origin) && new URL(origin).host === host;
  // What is only read changes nothing, and another origin is not shown the answer.
  return method === 'GET' || method === 'HEAD';
}
