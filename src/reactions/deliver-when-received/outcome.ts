/**
 * What an attempt's result means (design §6): the one place that says so. Pure.
 *
 *   2xx                                   delivered
 *   408 425 429 5xx, no answer            tried again
 *   410                                   given up: gone (and the destination is disabled)
 *   any other status                      given up: rejected (redirects are not followed)
 *   an address that is not allowed        given up
 */
import type { Verdict } from '../../commands/record-attempt/record-attempt.command.js';
import type { Attempt, AttemptOutcome } from '../../events/shapes.js';
import type { Sent } from '../../views/attempt.js';

const WORTH_ANOTHER_TRY = new Set([408, 425, 429]);

export function verdictOf(outcome: AttemptOutcome, status: number | null, retryAfterMs: number | null): Verdict {
  if (outcome === 'address-not-allowed') return { kind: 'give-up', reason: 'address-not-allowed' };
  if (status === null) return { kind: 'retry', retryAfterMs: null };
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (WORTH_ANOTHER_TRY.has(status) || status >= 500) return { kind: 'retry', retryAfterMs };
  return { kind: 'give-up', reason: status === 410 ? 'gone' : 'rejected' };
}

const LEAST_MS = 1_000;
const MOST_MS = 3_600_000;
/** One of the three forms of RFC 9110 §5.6.7: Date.parse alone makes a date of nearly anything. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

/** Retry-After in seconds or as a date (RFC 9110 §10.2.3), between a second and an hour; null where it says nothing. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  const text = header?.trim();
  if (!text) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : httpDate(text) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(MOST_MS, Math.max(LEAST_MS, ms));
}

/** The oldest form names no zone, and means UTC like the others. */
const httpDate = (text: string): number =>
  HTTP_DATE.test(text) ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : Number.NaN;

/** The class of a failure by its code, as undici, TLS and DNS name them. */
export function outcomeOfError(error: { name?: string; code?: string }): AttemptOutcome {
  const { name, code = '' } = error;
  // Cut off by this process, which stops: the destination may have got it.
  if (code === 'UND_ERR_DESTROYED') return 'unknown';
  if (name === 'AddressNotAllowed') return 'address-not-allowed';
  if (name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code)) return 'timeout';
  if (/^(ENOTFOUND|EAI_)/.test(code)) return 'dns-error';
  if (/^(ERR_TLS|ERR_SSL|CERT_|EPROTO|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)/.test(code)) return 'tls-error';
  return 'network-error';
}

const NEVER_CONNECTED: ReadonlySet<AttemptOutcome> = new Set(['address-not-allowed', 'dns-error']);
/** Of the connection, or of a certificate that was looked at before the request. Any other may have come in its midst. */
const NOT_CONNECTED = /^(ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)/;

/** Whether the request went out, as far as it can be known. */
export function wasSent({ outcome, error, response }: Pick<Attempt, 'outcome' | 'error' | 'response'>): Sent {
  if (response !== null) return 'yes';
  return NEVER_CONNECTED.has(outcome) || NOT_CONNECTED.test(error ?? '') ? 'no' : 'unknown';
}
