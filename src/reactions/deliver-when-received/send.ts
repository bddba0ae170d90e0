/** One HTTP request to a destination. Redirects are not followed; the address is checked at the connection. */
import { Agent, type Dispatcher } from 'undici';
import type { Attempt, AttemptOutcome, Response } from '../../events/shapes.js';
import type { Clock } from '../../platform/clock.js';
import type { AllowedAddresses } from '../../platform/http/allowed-address.js';
import type { Lease } from '../../platform/lease.js';
import { type Answer, Exchange, LeaseOver } from './exchange.js';
import { outcomeOfError, retryAfterMs } from './outcome.js';
import { responseOf } from './response.js';

export interface Request {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: Buffer;
  timeoutMs: number;
  /** The moment that it says it is of. */
  madeAt: Date;
}

export interface Result extends Pick<Attempt, 'startedAt' | 'durationMs' | 'outcome' | 'error' | 'response'> {
  retryAfterMs: number | null;
}

/** No attempt waits longer; a connection that nobody waits for any more ends too. */
const LONGEST_CONNECT_MS = 120_000;

export class Sender {
  private readonly agent: Agent;

  constructor(
    private readonly allowed: AllowedAddresses,
    private readonly clock: Clock,
  ) {
    // The attempt's own time-out bounds everything; undici's would only end it with another name.
    this.agent = new Agent({
      headersTimeout: 0,
      bodyTimeout: 0,
      pipelining: 1,
      connect: { timeout: LONGEST_CONNECT_MS, lookup: allowed.lookup },
    });
  }

  /** Resolves with whatever happened. Rejects only with LeaseOver. */
  async send(request: Request, lease: Lease): Promise<Result> {
    const startedAt = request.madeAt.toISOString();
    const begin = this.clock.monotonicMs();
    const ended = (
      outcome: AttemptOutcome,
      error: string | null,
      response: Response | null,
      waitMs: number | null,
    ) => ({
      startedAt,
      durationMs: Math.round(this.clock.monotonicMs() - begin),
      outcome,
      error,
      response,
      retryAfterMs: waitMs,
    });
    try {
      const answer = await this.exchange(request, lease);
      const response = responseOf(answer);
      const delivered = response.status >= 200 && response.status < 300;
      const header = [answer.headers['retry-after'] ?? []].flat()[0];
      return ended(delivered ? 'delivered' : 'http-error', null, response, retryAfterMs(header, this.clock.now()));
    } catch (error) {
      if (error instanceof LeaseOver) throw error;
      return ended(outcomeOfError(error as Error), describe(error as Error, request.timeoutMs), null, null);
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private exchange({ url, method, headers, body, timeoutMs }: Request, lease: Lease): Promise<Answer> {
    const target = new URL(url);
    this.allowed.refuseLiteral(target);
    const endsAt = this.clock.monotonicMs() + timeoutMs;
    // For what is left of the attempt.
    const mayBegin = () => lease.holdsFor(Math.max(0, endsAt - this.clock.monotonicMs()));
    const exchange = new Exchange(mayBegin, timeoutMs);
    const path = `${target.pathname}${target.search}`;
    this.agent.dispatch(
      { origin: target.origin, path, method: method as Dispatcher.HttpMethod, headers, body },
      exchange,
    );
    return exchange.answer;
  }
}

const describe = (error: Error & { code?: string }, timeoutMs: number): string =>
  error.name === 'TimeoutError'
    ? `no complete answer within ${timeoutMs} ms`
    : (error.code ?? error.message).slice(0, 500);
