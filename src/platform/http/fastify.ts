/**
 * The HTTP server: bounded in headers, bodies, time and requests at once; every answer carries Request-Id, every error is
 * a problem, and every request is authenticated before its body is read.
 */
import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '../ids.js';
import type { Log } from '../log.js';
import { AllowedMethods } from './allowed-methods.js';
import { BodyRoom } from './body-room.js';
import { answerClientError, answerConnect } from './client-errors.js';
import { corsRule } from './cors.js';
import type { Drain } from './drain.js';
import type { HttpMetrics } from './http-metrics.js';
import { JSON_BODY_LIMIT, takeJsonOnly } from './json-body.js';
import { Problem, unavailable } from './problem.js';
import { type AnswerProblem, problemAnswerer } from './problem-reply.js';
import { refuseMalformed, refuseUnacceptable, refuseUnrouted } from './request-rules.js';
import { secure } from './security-headers.js';

export interface HttpOptions {
  log: Log;
  corsOrigins: readonly string[];
  drain: Drain;
  metrics?: HttpMetrics;
  /** Throws, or rejects with, a Problem for a request that may not come in; runs before routing errors are told and bodies read. */
  admit(request: FastifyRequest): void | Promise<void>;
  /** Time for a whole request to arrive. */
  requestTimeoutMs?: number;
  /** Requests in work at once, streams not counted; more are 503. */
  maxInFlight?: number;
  /** Bytes of their bodies in hand at once; more are 503. */
  maxBodyBytes?: number;
}

const HEADER_LIMIT = 16 * 1024;
/** Longer than any name or id, so that a wrong one is told by its own rule. */
const MAX_PARAM_LENGTH = 500;

export function createFastifyAdapter(options: HttpOptions): FastifyAdapter {
  const answer = problemAnswerer(options.log, options.metrics);
  const requestTimeout = options.requestTimeoutMs ?? 15_000;
  const adapter = new IntakeFastifyAdapter({
    logger: false,
    trustProxy: false,
    bodyLimit: JSON_BODY_LIMIT,
    requestTimeout,
    forceCloseConnections: true,
    return503OnClosing: false,
    skipMiddie: true,
    requestIdHeader: false,
    genReqId: (raw: IncomingMessage) => requestIdFrom(raw.headers['request-id']),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    http: {
      maxHeaderSize: HEADER_LIMIT,
      requestTimeout,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: Math.min(1000, requestTimeout / 4),
      // Node would answer these by itself, without a problem.
      requireHostHeader: false,
    },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => void answer(error, request, reply),
  });
  const fastify: FastifyInstance = adapter.getInstance();
  answerErrors(fastify, answer);
  takeJsonOnly(fastify);
  keepRules(fastify, options);
  fastify.server.on('connect', answerConnect);
  // RFC 9110 §10.1.1: an expectation we do not know may be ignored; Node would answer 417 without a problem.
  fastify.server.on('checkExpectation', (request, response) => fastify.server.emit('request', request, response));
  return adapter;
}

function answerErrors(fastify: FastifyInstance, answer: AnswerProblem): void {
  fastify.setErrorHandler((error, request, reply) => void answer(error, request, reply));
  fastify.setNotFoundHandler((request, reply) => {
    answer(new Problem('not-found', 'there is nothing at this path'), request, reply);
  });
}

/** One hook for all rules: their order is to be read here, and hooks cost time on the hot door. */
function keepRules(fastify: FastifyInstance, options: HttpOptions): void {
  const allowed = new AllowedMethods();
  allowed.watch(fastify);
  const cors = corsRule(options.corsOrigins);
  const { drain, metrics, maxInFlight = 5000 } = options;
  const bodies = new BodyRoom(options.maxBodyBytes);
  metrics?.watch(drain, bodies);
  fastify.decorateRequest('letBodyGo', () => {});
  fastify.addHook('onRequest', (request, reply, done) => {
    secure(request, reply);
    reply.header('request-id', request.id);
    if (drain.stopping.aborted) reply.header('connection', 'close');
    if (cors(request, reply)) return;
    metrics?.begun(request, reply);
    count(request, reply);
    refuseMalformed(request);
    const admitted = options.admit(request);
    const goOn = () => {
      refuseUnrouted(request, allowed);
      refuseUnacceptable(request);
      bodies.enter(request, (letGo) => void reply.raw.once('close', letGo));
      done();
    };
    if (admitted) admitted.then(goOn).catch(done);
    else goOn();
  });

  function count(request: FastifyRequest, reply: FastifyReply): void {
    if (request.routeOptions.config.produces?.includes('text/event-stream')) return;
    // Health is asked about most when there is too much to do.
    const refusable = request.routeOptions.url?.startsWith('/v1/') === true;
    if (refusable && drain.inFlight >= maxInFlight)
      throw unavailable('overloaded', `${maxInFlight} requests are in work already`);
    drain.enter(reply.raw);
  }
}

const requestIdFrom = (given: string | string[] | undefined): string =>
  typeof given === 'string' && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : newId();

/** Nest would put its own error handlers in place of ours; they turn Fastify's errors into others and lose their codes. */
class IntakeFastifyAdapter extends FastifyAdapter {
  override setErrorHandler(): FastifyInstance {
    return this.getInstance();
  }
  override setNotFoundHandler(): FastifyInstance {
    return this.getInstance();
  }
}
