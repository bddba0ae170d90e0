/**
 * What one key may take of this process: requests in a second, and streams at once. Looked at when its holder is known and
 * before anything is done for it, so that who asks too much costs nobody else (G13).
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isStream } from '../platform/http/accept.js';
import { AtOnce } from '../platform/http/at-once.js';
import { Problem, unavailable } from '../platform/http/problem.js';
import { RateLimit, tellRate } from '../platform/http/rate-limit.js';

/** Where nobody knows when a stream ends. */
const RETRY_AFTER_SECONDS = '5';

export interface ShareLimits {
  /** null: no limit. */
  requestsPerSecond: number | null;
  streams: number;
  streamsPerKey: number;
}

export class Shares {
  private readonly rate: RateLimit | null;
  private readonly streams: AtOnce;

  constructor({ requestsPerSecond: most, streams, streamsPerKey }: ShareLimits) {
    this.rate = most === null ? null : new RateLimit('requests', most, `a key may send ${most} requests in a second`);
    this.streams = new AtOnce(streams, streamsPerKey);
  }

  /** Throws a Problem where it is used up. */
  take(request: FastifyRequest, reply: FastifyReply): void {
    // Outside of /v1 nobody is known.
    if (!request.caller) return;
    const { actor } = request.caller;
    if (this.rate) tellRate(reply, this.rate.take(actor, 1));
    if (!isStream(request)) return;
    const place = this.streams.enter(actor);
    if (place === 'full') throw unavailable('overloaded', `${this.streams.most} streams are open already`);
    if (place === 'share') throw this.tooManyStreams();
    reply.raw.once('close', () => place.leave());
  }

  private tooManyStreams(): Problem {
    const { each } = this.streams;
    return new Problem('too-many-at-once', `a key may have ${each} streams open`, {
      headers: {
        'retry-after': RETRY_AFTER_SECONDS,
        ratelimit: '"streams";r=0',
        'ratelimit-policy': `"streams";q=${each};qu="concurrent-requests"`,
      },
    });
  }
}
