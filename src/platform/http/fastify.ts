/**
 * The HTTP server: bounded in headers, bodies, time and requests at once; every answer carries Request-Id, every error is
 * a problem, and every request is authenticated before its body is read.
 */
import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { KeyPair } from '../../config.js';
import { systemClock } from '../clock.js';
import { newId } from '../ids.js';
import type { Log } from '../log.js';
import { isStream } from './accept.js';
import { AllowedMethods } from './allowed-methods.js';
import { BodyRoom } from './body-room.js';
import { tlsOptions } from './certificate.js';
import { answerClientError, answerConnect } from './client-errors.js';
import { type ConnectionLimits, Connections } from './connections.js';
import { corsRule } from './cors.js';
import type { Drain } from './drain.js';
import type { HttpMetrics } from './http-metrics.js';
import { JSON_BODY_LIMIT, takeJsonOnly } from './json-body.js';
import { Lateness } from './lateness.js';
import { Problem, unavailable } from './problem.js';
import { type AnswerProblem, problemAnswerer } from './problem-reply.js';
import { refuseMalformed, refuseUnacceptable, refuseUnrouted } from './request-rules.js';
import { secure } from './security-headers.js';
import { TrustedProxies } from './trusted-proxies.js';

export interface HttpOptions {
  log: Log;
  corsOrigins: readonly string[];
  drain: Drain;
  metrics?: HttpMetrics;
  /** Throws, or rejects with, a Problem for a request that may not come in; runs before routing errors are told and bodies read. */
  admit(request: FastifyRequest): void | Promise<void>;
  /** Throws a Problem for one that may come in and has had its share. */
  share?(request: FastifyRequest, reply: FastifyReply): void;
  /** None: whoever puts it together bounds it. */
  limits?: HttpLimits;
  trustedProxies?: number | readonly string[];
  /** null, or left out: plain HTTP. */
  tls?: KeyPair | null;
  /** Time for a whole request to arrive. */
  requestTimeoutMs?: number;
}

interface HttpLimits extends ConnectionLimits {
  /** In work at once, streams not counted; more are 503. */
  requests: number;
  /** Of a turn of the event loop; what comes then is 503. */
  latenessMs: number;
  /** Of their bodies, in hand at once; more are 503. */
  bodyBytes: number;
}

const UNBOUNDED: HttpLimits = {
  ...{ connections: Number.POSITIVE_INFINITY, connectionsPerAddress: Number.POSITIVE_INFINITY },
  ...{ requests: Number.POSITIVE_INFINITY, bodyBytes: Number.POSITIVE_INFINITY, latenessMs: Number.POSITIVE_INFINITY },
};
const HEADER_LIMIT = 16 * 1024;
/** Longer than any name or id, so that a wrong one is told by its own rule. */
const MAX_PARAM_LENGTH = 500;

export function createFastifyAdapter(options: HttpOptions): FastifyAdapter {
  const answer = problemAnswerer(options.log, options.metrics);
  const requestTimeout = options.requestTimeoutMs ?? 15_000;
  const parsing = {
    maxHeaderSize: HEADER_LIMIT,
    requestTimeout,
    headersTimeout: requestTimeout,
    connectionsCheckingInterval: Math.min(1000, requestTimeout / 4),
    // Node would answer these by itself, without a problem.
    requireHostHeader: false,
  };
  const proxies = new TrustedProxies(options.trustedProxies ?? 0);
  const adapter = new IntakeFastifyAdapter({
    logger: false,
    trustProxy: (address: string, hop: number) => proxies.trusts(address, hop),
    bodyLimit: JSON_BODY_LIMIT,
    requestTimeout,
    forceCloseConnections: true,
    return503OnClosing: false,
    skipMiddie: true,
    requestIdHeader: false,
    genReqId: (raw: IncomingMessage) => requestIdFrom(raw.headers['request-id']),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    ...(options.tls ? { https: { ...parsing, ...tlsOptions(options.tls) } } : { http: parsing }),
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => void answer(error, request, reply),
  });
  const fastify: FastifyInstance = adapter.getInstance();
  answerErrors(fastify, answer);
  takeJsonOnly(fastify);
  const connections = new Connections(options.limits ?? UNBOUNDED, proxies);
  connections.bound(fastify.server, () => options.metrics?.refused('overloaded'));
  keepRules(fastify, options, connections);
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
function keepRules(fastify: FastifyInstance, options: HttpOptions, connections: Connections): void {
  const allowed = new AllowedMethods();
  allowed.watch(fastify);
  const cors = corsRule(options.corsOrigins);
  const { drain, metrics, limits = UNBOUNDED } = options;
  const bodies = new BodyRoom(limits.bodyBytes);
  const lateness = new Lateness(limits.latenessMs, systemClock);
  const end = lateness.begin();
  fastify.addHook('onClose', async () => end());
  metrics?.watch(drain, bodies, connections);
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
      options.share?.(request, reply);
      refuseUnrouted(request, allowed);
      refuseUnacceptable(request);
      bodies.enter(request, (letGo) => void reply.raw.once('close', letGo));
      done();
    };
    if (admitted) admitted.then(goOn).catch(done);
    else goOn();
  });

  function count(request: FastifyRequest, reply: FastifyReply): void {
    // Health is asked about most when there is too much to do.
    if (request.routeOptions.url?.startsWith('/v1/')) refuseTooMuch();
    if (!isStream(request)) drain.enter(reply.raw);
  }

  function refuseTooMuch(): void {
    if (drain.inFlight >= limits.requests)
      throw unavailable('overloaded', `${limits.requests} requests are in work already`);
    if (lateness.isTooMuch) throw unavailable('overloaded', 'more is asked than this process can answer in time');
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
