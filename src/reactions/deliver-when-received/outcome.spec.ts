import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { responseWith } from '../../../test/support/facts.js';
import { outcomeOfError, retryAfterMs, verdictOf, wasSent } from './outcome.js';

const answered = (status: number) => verdictOf(status < 300 ? 'delivered' : 'http-error', status, 7_000);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const AGAIN = [408, 425, 429, ...range(500, 599)];
const REJECTED = [...range(300, 407), 409, ...range(411, 424), 426, 427, 428, ...range(430, 499)];

describe('what a status means', () => {
  it('2xx: delivered', () => {
    for (const status of range(200, 299)) expect(answered(status)).toEqual({ kind: 'delivered' });
  });

  it('408, 425, 429 and 5xx: tried again, not before the destination wants it', () => {
    for (const status of AGAIN) expect(answered(status)).toEqual({ kind: 'retry', retryAfterMs: 7_000 });
  });

  it('410: gone', () => {
    expect(answered(410)).toEqual({ kind: 'give-up', reason: 'gone' });
  });

  it('any other, redirects too: rejected', () => {
    for (const status of REJECTED) expect(answered(status)).toEqual({ kind: 'give-up', reason: 'rejected' });
  });

  it('no answer at all: tried again', () => {
    for (const outcome of ['timeout', 'network-error', 'tls-error', 'dns-error', 'unknown'] as const) {
      expect(verdictOf(outcome, null, null)).toEqual({ kind: 'retry', retryAfterMs: null });
    }
  });

  it('an address that is not allowed: given up', () => {
    expect(verdictOf('address-not-allowed', null, null)).toEqual({ kind: 'give-up', reason: 'address-not-allowed' });
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-01-01T00:00:00.000Z');
  const HOUR = 3_600_000;

  it.each<[string, number]>([
    ['120', 120_000],
    [' 120 ', 120_000],
    ['1', 1_000],
    ['0', 1_000],
    ['3600', HOUR],
    ['3601', HOUR],
    ['99999999999999999999', HOUR],
    [`${'9'.repeat(400)}`, HOUR],
    ['Thu, 01 Jan 2026 00:10:00 GMT', 600_000],
    ['Thursday, 01-Jan-26 00:10:00 GMT', 600_000],
    ['Thu Jan  1 00:10:00 2026', 600_000],
    ['Thu, 01 Jan 2026 00:00:00 GMT', 1_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 1_000],
    ['Fri, 01 Jan 2036 00:00:00 GMT', HOUR],
  ])('%s is %i ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });

  // Date.parse alone takes the last ones for dates long past: a second, where nothing was said.
  it.each([undefined, '', '  ', 'soon', 'NaN', '-', 'Thu, 99 Foo', '-5', '1.5', '+5', '5, 6', '1e3'])(
    'says nothing as %j',
    (header) => {
      expect(retryAfterMs(header, now)).toBeNull();
    },
  );

  it('is between a second and an hour, or nothing, whatever a destination sends', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.date().map(String)), (header) => {
        const ms = retryAfterMs(header, now);
        expect(ms === null || (ms >= 1_000 && ms <= HOUR)).toBe(true);
      }),
    );
  });
});

describe('a failure without an answer', () => {
  it.each([
    [{ name: 'AddressNotAllowed' }, 'address-not-allowed'],
    [{ name: 'TimeoutError' }, 'timeout'],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'timeout'],
    [{ code: 'ETIMEDOUT' }, 'timeout'],
    [{ code: 'ENOTFOUND' }, 'dns-error'],
    [{ code: 'EAI_AGAIN' }, 'dns-error'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'tls-error'],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'tls-error'],
    [{ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'tls-error'],
    [{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'tls-error'],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'tls-error'],
    [{ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'tls-error'],
    [{ code: 'EPROTO' }, 'tls-error'],
    [{ code: 'ECONNREFUSED' }, 'network-error'],
    [{ code: 'ECONNRESET' }, 'network-error'],
    [{ code: 'UND_ERR_SOCKET' }, 'network-error'],
    [{}, 'network-error'],
  ] as const)('%j is a %s', (error, outcome) => {
    expect(outcomeOfError(error)).toBe(outcome);
  });
});

describe('whether a request went out', () => {
  it('is certain where an answer came, whatever it said', () => {
    const [response, error] = [responseWith(), null];
    for (const outcome of ['delivered', 'http-error'] as const)
      expect(wasSent({ outcome, error, response })).toBe('yes');
  });

  it.each([
    ['address-not-allowed', 'the address of the destination is not an allowed one', 'no'],
    ['dns-error', 'ENOTFOUND', 'no'],
    ['network-error', 'ECONNREFUSED', 'no'],
    ['timeout', 'UND_ERR_CONNECT_TIMEOUT', 'no'],
    ['tls-error', 'CERT_HAS_EXPIRED', 'no'],
    ['tls-error', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'no'],
    // With TLS 1.3 the server may refuse a client after its request.
    ['tls-error', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'unknown'],
    ['network-error', 'ECONNRESET', 'unknown'],
    ['network-error', 'UND_ERR_SOCKET', 'unknown'],
    ['timeout', 'no complete answer within 100 ms', 'unknown'],
    ['unknown', 'the worker was lost before it could tell how the attempt ended', 'unknown'],
  ] as const)('of a %s (%s): %s', (outcome, error, sent) => {
    expect(wasSent({ outcome, error, response: null })).toBe(sent);
  });
});
