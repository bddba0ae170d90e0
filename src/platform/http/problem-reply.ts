/** Sends a Problem on a Fastify reply. A 500 is logged with its stack and shows nothing; a 503 is one line a second. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.js';
import type { HttpMetrics } from './http-metrics.js';
import { Problem } from './problem.js';
import { toProblem } from './problem-mapper.js';
import { secure } from './security-headers.js';

export type AnswerProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

export function problemAnswerer(log: Log, metrics?: HttpMetrics): AnswerProblem {
  let quietUntil = 0;
  return (error, request, reply) => {
    const gone = request.raw.socket.destroyed;
    const problem = gone ? new Problem('malformed-request', 'the client went away') : withLimit(error, request);
    if (problem.code === 'internal-error') {
      log.error(
        { err: error, requestId: request.id, method: request.method, route: routeOf(request) },
        'request failed',
      );
    } else if (problem.code === 'log-unavailable' && performance.now() > quietUntil) {
      quietUntil = performance.now() + 1000;
      log.warn({ reason: (error as Error).message }, 'database away: answering 503');
    }
    metrics?.refused(problem.code);
    return sendProblem(problem, request, reply);
  };
}

function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  for (const name of Object.keys(reply.getHeaders())) if (!KEPT.test(name)) reply.removeHeader(name);
  secure(request, reply);
  const body = problem.body({ instance: pathOf(request), requestId: request.id });
  return reply
    .code(problem.status)
    .headers({ ...problem.more.headers, 'request-id': request.id })
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(body));
}

/** What was meant for the answer that now is not given (Location, ETag, Content-Type …) must not stand on the problem. */
const KEPT = /^(access-control-.*|vary|connection)$/i;

/**
 * The path as it was sent, without its query: a query may hold what nobody should find in a log.
 * `GET http://host/path` is a request for /path (RFC 9112 §3.2.2).
 */
export const pathOf = (request: FastifyRequest): string =>
  (request.raw.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '').split('?', 1)[0] || '/';

const routeOf = (request: FastifyRequest): string => request.routeOptions?.url ?? 'none';

/** The limit is the route's own, so only here is it known. */
function withLimit(error: unknown, request: FastifyRequest): Problem {
  const problem = toProblem(error);
  const limit = request.routeOptions?.bodyLimit;
  const isOfRoute = (error as { code?: unknown } | null)?.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
  if (!isOfRoute || !limit) return problem;
  return new Problem(problem.code, `the body may have at most ${limit} bytes`, problem.more);
}
