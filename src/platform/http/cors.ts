/** Browsers of the listed origins may call and see our headers; any other gets an answer without a word about it. */
import type { FastifyReply, FastifyRequest } from 'fastify';

const EXPOSED = 'Location, Intake-Position, Request-Id, ETag, Retry-After';
const METHODS = 'GET, HEAD, POST, PUT, DELETE';
const A_DAY = '86400';

/** Answers a preflight itself (then it returns true); else only adds headers. */
export function corsRule(origins: readonly string[]): (request: FastifyRequest, reply: FastifyReply) => boolean {
  const listed = new Set(origins);
  return (request, reply) => {
    const { origin } = request.headers;
    const asked = request.headers['access-control-request-method'];
    const preflight = request.method === 'OPTIONS' && origin !== undefined && asked !== undefined;
    if (listed.size > 0) reply.header('vary', 'Origin');
    if (origin !== undefined && listed.has(origin)) {
      reply.header('access-control-allow-origin', origin);
      if (preflight) allow(request, reply);
      else reply.header('access-control-expose-headers', EXPOSED);
    }
    if (preflight) reply.code(204).send();
    return preflight;
  };
}

/** Whatever header the page wants to send: those that mean something here are checked where they are read. */
function allow(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('access-control-allow-methods', METHODS).header('access-control-max-age', A_DAY);
  const wanted = request.headers['access-control-request-headers'];
  if (wanted !== undefined) reply.header('access-control-allow-headers', wanted);
}
