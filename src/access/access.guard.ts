/**
 * Nothing under /v1 is answered without the admin key: not a route, not a 404, not a body read.
 * It runs as the first hook of the server, so the hot door and Nest's routes have the one same check.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../platform/http/problem.js';
import { decodedPath } from '../platform/http/request-rules.js';
import type { Caller } from './caller.js';

const ADMIN: Caller = { actor: 'admin', owner: 'admin' };

export function adminKeyGuard(adminKey: string): (request: FastifyRequest) => void {
  const expected = digest(adminKey);
  return (request) => {
    if (!isProtected(request)) return;
    const { authorization } = request.headers;
    const sent = authorization === undefined ? undefined : /^Bearer +(.+)$/i.exec(authorization)?.[1];
    if (sent === undefined || !timingSafeEqual(digest(Buffer.from(sent, 'latin1')), expected))
      throw unauthenticated(authorization !== undefined);
    request.caller = ADMIN;
  };
}

/** Digests have one length, so that comparing tells nothing about the key, its length included. */
const digest = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest();

/**
 * What the router matched decides, never the text of the path: `/%761/inputs` is /v1/inputs to the router.
 * Where it matched nothing, there is nothing to protect but the list of what exists.
 */
function isProtected(request: FastifyRequest): boolean {
  const path = request.is404 ? decodedPath(request) : (request.routeOptions.url ?? '/v1');
  return /^\/+v1(\/|$)/i.test(path);
}

function unauthenticated(somethingWasSent: boolean): Problem {
  const challenge = somethingWasSent ? 'Bearer realm="intake", error="invalid_token"' : 'Bearer realm="intake"';
  const detail = somethingWasSent ? 'the access key is not valid' : 'send Authorization: Bearer <access key>';
  return new Problem('unauthenticated', detail, { headers: { 'www-authenticate': challenge } });
}
