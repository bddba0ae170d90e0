/** One HTTP request to a destination. Redirects are not followed; the address is checked at the connection. */
import { Agent, type Dispatcher } from 'undici';
import type { Attempt, AttemptOutcome, Response } from '../../events/shapes.js';
import type { Clock } from '../../platform/clock.js';
import type { AllowedAddresses } from '../../platform/http/allowed-address.js';
import type { Lease } from '../../platform/lease.js';
import { outcomeOfError, retryAfterMs } from './outcome.js';
import { readResponse } from './response.js';

export interface Request {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: Buffer;
  timeoutMs: number;
}

export interface Result extends Pick<Attempt, 'startedAt' | 'durationMs' | 'outcome' | 'error' | 'response'> {
  retryAfterMs: number | null;
}

/** The claim's lease ended before the first byte went out: nothing was sent, and someone else may send it. */
export class LeaseOver extends Error {
  override name = 'LeaseOver';
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
    const startedAt = this.clock.now().toISOString();
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
      const answer = await this.request(request, lease);
      const response = await readResponse(answer);
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

  private request({ url, method, headers, body, timeoutMs }: Request, lease: Lease): Promise<Dispatcher.ResponseData> {
    const target = new URL(url);
    this.allowed.refuseLiteral(target);
    const endsAt = this.clock.monotonicMs() + timeoutMs;
    const mayBegin = () => lease.holdsFor(Math.max(0, endsAt - this.clock.monotonicMs()));
    const dispatcher = this.agent.compose(
      (dispatch) => (options, handler) => dispatch(options, onlyIf(mayBegin, handler)),
    );
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = dispatcher.request({
      origin: target.origin,
      path: `${target.pathname}${target.search}`,
      method: method as Dispatcher.HttpMethod,
      headers,
      body,
      signal,
    });
    return inTime(answer, signal);
  }
}

/**
 * undici heeds the signal once a connection stands: until then, as long as a look-up or a handshake is silent, the wait
 * ends here. A connection that stands later finds its request aborted, and sends nothing.
 */
const inTime = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
  ]);

/** The last look at the lease, for what is left of the attempt: after the connection stands, right before the first byte. */
function onlyIf(mayBegin: () => boolean, handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller, context) {
      if (mayBegin()) handler.onRequestStart?.(controller, context);
      else controller.abort(new LeaseOver('the lease ended before the request began'));
    },
    onResponseStart: (...start) => handler.onResponseStart?.(...start),
    onResponseData: (...data) => handler.onResponseData?.(...data),
    onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
    onResponseError: (...error) => handler.onResponseError?.(...error),
  };
}

const describe = (error: Error & { code?: string }, timeoutMs: number): string =>
  error.name === 'TimeoutError'
    ? `no complete answer within ${timeoutMs} ms`
    : (error.code ?? error.message).slice(0, 500);
