/**
 * What every answer tells a browser: take it for what it says it is, keep no copy, load nothing for it, show it in no other
 * page, tell no other site where one came from. A page that needs more says so itself; an error never does.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Nothing may be loaded, run, framed or sent; a page opens what it needs, directive by directive. */
const CLOSED = { 'default-src': "'none'", 'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'" };

/** A Content-Security-Policy: `contentPolicy({ 'script-src': "'self'" })`. */
export const contentPolicy = (opened: Record<string, string> = {}): string =>
  Object.entries({ ...CLOSED, ...opened })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');

const ALWAYS = {
  'cache-control': 'no-store',
  'content-security-policy': contentPolicy(),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // For browsers that do not know frame-ancestors.
  'x-frame-options': 'DENY',
} as const;

/** Two years, this host alone: what else its domain has is not ours to bind. */
const OVER_TLS = { ...ALWAYS, 'strict-transport-security': 'max-age=63072000' } as const;

/** Said over plain HTTP it would mean nothing (RFC 6797 §7.2). */
export const securityHeaders = (overTls: boolean): Readonly<Record<string, string>> => (overTls ? OVER_TLS : ALWAYS);

/** Whether TLS ends here or at a proxy that is trusted, Fastify knows. */
export const secure = (request: FastifyRequest, reply: FastifyReply): void =>
  void reply.headers(securityHeaders(request.protocol === 'https'));
