/** What Prometheus is told of HTTP in this process: how long answers take, what is refused and why, who listens. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isStream } from './accept.js';
import type { BodyRoom } from './body-room.js';
import type { Connections } from './connections.js';
import type { Drain } from './drain.js';
import type { Metrics } from './metrics.js';
import { PROBLEMS, type ProblemCode } from './problem.js';

/** From a durable answer at once to one that `Prefer: wait` has held back to the end. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

export class HttpMetrics {
  private readonly durations;
  private readonly problems;
  private readonly listeners;

  constructor(private readonly metrics: Metrics) {
    this.durations = metrics.histogram(
      'intake_http_request_duration_seconds',
      'From the head of a request to the end of its answer, streams left out. status: its class, or gone: the client left before',
      SECONDS,
      ['method', 'route', 'status'],
    );
    this.problems = metrics.counter('intake_http_problems_total', 'Answers that are problems, by their code', ['code']);
    for (const code of Object.keys(PROBLEMS)) this.problems.inc({ code }, 0);
    this.listeners = metrics.gauge('intake_sse_listeners', 'Open streams of server-sent events', ['route']);
  }

  /** What is held at the moment of a scrape. */
  watch(drain: Drain, bodies: BodyRoom, connections: Connections): void {
    const { metrics } = this;
    const requests = metrics.gauge('intake_http_requests_in_flight', 'Requests in work, streams left out');
    const bytes = metrics.gauge('intake_http_body_bytes', 'Bytes of request bodies in hand');
    const open = metrics.gauge('intake_http_connections', 'Open connections of clients');
    metrics.beforeScrape([requests, bytes, open], () => {
      requests.set(drain.inFlight);
      bytes.set(bodies.bytes);
      open.set(connections.count);
    });
  }

  /** To be told of a request before anything can refuse it. */
  begun(request: FastifyRequest, { raw }: FastifyReply): void {
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? 'none';
    if (isStream(request)) {
      this.listeners.inc({ route });
      raw.once('close', () => this.listeners.dec({ route }));
      return;
    }
    const begin = performance.now();
    raw.once('close', () => {
      const status = raw.headersSent ? `${Math.trunc(raw.statusCode / 100)}xx` : 'gone';
      this.durations.observe({ method, route, status }, (performance.now() - begin) / 1_000);
    });
  }

  refused(code: ProblemCode): void {
    this.problems.inc({ code });
  }
}
