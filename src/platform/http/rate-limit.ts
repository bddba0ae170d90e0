/**
 * A rate that each client is held to, and what it is told of it (IETF draft-ietf-httpapi-ratelimit-headers): what is left
 * with every answer, and 429 with Retry-After where nothing is.
 */
import { systemClock } from '../clock.js';
import { Problem } from './problem.js';
import { TokenBuckets } from './token-buckets.js';

export type RateHeaders = { ratelimit: string; 'ratelimit-policy': string };

export class RateLimit {
  private readonly buckets: TokenBuckets;

  /** `rule` says it in words: 'a key may send 100 inputs in a second'. */
  constructor(
    private readonly name: string,
    perSecond: number,
    private readonly rule: string,
    clock = systemClock,
  ) {
    this.buckets = new TokenBuckets(perSecond, clock);
  }

  /** Throws a Problem where that is too much now. */
  take(who: string, amount: number): RateHeaders {
    const { allowed, remaining, resetSeconds } = this.buckets.take(who, amount);
    const headers = {
      ratelimit: `"${this.name}";r=${remaining};t=${resetSeconds}`,
      'ratelimit-policy': `"${this.name}";q=${this.buckets.perSecond};w=1`,
    };
    if (allowed) return headers;
    throw new Problem('rate-limited', this.rule, { headers: { ...headers, 'retry-after': String(resetSeconds) } });
  }

  /** What was taken and then not done has cost nothing. */
  giveBack(who: string, amount: number): void {
    this.buckets.giveBack(who, amount);
  }
}

interface Told {
  getHeader(name: string): unknown;
  header(name: string, value: string): unknown;
}

/** Beside what is told of another limit already. */
export function tellRate(reply: Told, headers: RateHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    const before = reply.getHeader(name);
    reply.header(name, before === undefined ? value : `${before}, ${value}`);
  }
}
