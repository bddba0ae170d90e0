/**
 * Nothing under /v1 is answered without the admin key: not a route, not a 404, not a body read. Only the stream of an input
 * opens to a token of its own too. It runs as the first hook of the server, so the hot door and Nest's routes have the one same check.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../platform/http/problem.js';
import { decodedPath } from '../platform/http/request-rules.js';
import type { Caller } from './caller.js';
import { STREAM_TOKEN_ROUTE, type StreamTokens } from './stream-token.js';

const ADMIN: Caller = { actor: 'admin', owner: 'admin' };

/** `tokens` null: this process answers nobody. */
export function accessGuard(adminKey: string, tokens: StreamTokens | null): (request: FastifyRequest) => void {
  const expected = digest(adminKey);
  return (request) => {
    if (!isProtected(request)) return;
    const { authorization } = request.headers;
    const caller = authorization === undefined ? listenerOf(request, tokens) : keyHolder(authorization, expected);
    if (!caller) throw unauthenticated(authorization === undefined ? null : 'the access key is not valid');
    request.caller = caller;
  };
}

function keyHolder(authorization: string, expected: Buffer): Caller | null {
  const sent = /^Bearer +(.+)$/i.exec(authorization)?.[1];
  return sent !== undefined && timingSafeEqual(digest(Buffer.from(sent, 'latin1')), expected) ? ADMIN : null;
}

/** Null where no token was sent, or to a route that takes none. */
function listenerOf(request: FastifyRequest, tokens: StreamTokens | null): Caller | null {
  const { token } = request.query as { token?: unknown };
  if (request.is404 || request.routeOptions.url !== STREAM_TOKEN_ROUTE || token === undefined) return null;
  const { id } = request.params as { id: string };
  const caller = typeof token === 'string' ? tokens?.callerOf(token, id.toLowerCase()) : null;
  if (!caller) throw unauthenticated('the token is not valid for this stream, or has expired');
  return caller;
}

/** Digests have one length, so that comparing tells nothing about the key, its length included. */
const digest = (bytes: string | Buffer): Buffer => hash('sha256', bytes, 'buffer');

/**
 * What the router matched decides, never the text of the path: `/%761/inputs` is /v1/inputs to the router.
 * Where it matched nothing, there is nothing to protect but the list of what exists.
 */
function isProtected(request: FastifyRequest): boolean {
  const path = request.is404 ? decodedPath(request) : (request.routeOptions.url ?? '/v1');
  return /^\/+v1(\/|$)/i.test(path);
}

/** `wrong`: what was sent and is not right; null: nothing was. */
function unauthenticated(wrong: string | null): Problem {
  const challenge = wrong === null ? 'Bearer realm="intake"' : 'Bearer realm="intake", error="invalid_token"';
  const detail = wrong ?? 'send Authorization: Bearer <access key>';
  return new Problem('unauthenticated', detail, { headers: { 'www-authenticate': challenge } });
}
