/** What every request must keep, whatever its route, looked at before its body is read. */
import type { FastifyRequest } from 'fastify';
import { accepts } from './accept.js';
import type { AllowedMethods } from './allowed-methods.js';
import { Problem } from './problem.js';
import { pathOf } from './problem-reply.js';

/** The parser of Node lets these through; a proxy in front might read them in another way. */
export function refuseMalformed(request: FastifyRequest): void {
  if (request.raw.httpVersion === '1.1' && request.headers.host === undefined) {
    throw new Problem('malformed-request', 'HTTP/1.1 needs a Host header');
  }
  for (const name of ['host', 'authorization']) {
    if ((request.raw.headersDistinct[name]?.length ?? 0) > 1) {
      throw new Problem('malformed-request', `${name} must be given once`);
    }
  }
  const query = request.raw.url?.split('?').slice(1).join('?') ?? '';
  if (query !== '') refuseMalformedQuery(query);
}

function refuseMalformedQuery(query: string): void {
  let text: string;
  try {
    text = decodeURIComponent(query);
  } catch {
    throw new Problem('invalid-query', 'the query is not valid percent-encoded UTF-8');
  }
  if (text.includes('\u0000')) throw new Problem('invalid-query', 'the query must not contain the NUL character');
}

/** 404 and 405 come before the body is read, so that nobody sends a megabyte to nowhere. */
export function refuseUnrouted(request: FastifyRequest, allowed: AllowedMethods): void {
  if (!request.is404 && !allowed.mistakes(pathOf(request), request.routeOptions.url ?? '')) return;
  const methods = allowed.of(decodedPath(request));
  if (methods.length === 0) throw new Problem('not-found', 'there is nothing at this path');
  const allow = methods.join(', ');
  throw new Problem('method-not-allowed', `this path takes ${allow}`, { headers: { allow } });
}

export function refuseUnacceptable(request: FastifyRequest): void {
  const { url = '', config } = request.routeOptions;
  const produces = config.produces ?? (url.startsWith('/v1/') ? ['application/json'] : undefined);
  if (produces === undefined || accepts(request.headers.accept, produces)) return;
  throw new Problem('not-acceptable', `this route answers with ${produces.join(' or ')}`);
}

/** The path in the form the router compares; one that cannot be decoded never gets this far. */
export const decodedPath = (request: FastifyRequest): string => {
  try {
    return decodeURI(pathOf(request));
  } catch {
    return pathOf(request);
  }
};

/** For a raw route that takes no parameters at all. */
export function refuseQuery(request: FastifyRequest): void {
  const names = Object.keys(request.query as object);
  if (names.length === 0) return;
  const errors = names.map((name) => ({ in: 'query' as const, name, detail: 'unknown parameter' }));
  throw new Problem('invalid-query', 'this route takes no query parameters', { errors });
}
