import { describe, expect, it } from '@jest/globals';
import { evolve } from './evolve-input.js';
import type { Attempt, InputFact } from './facts.js';

const AT = '2026-01-31T12:00:00.000Z';
const of = { destination: 'orders', owner: 'shop' };
const response = { status: 503, contentType: 'text/plain', size: 2, truncated: false, sha256: 'x' };
const body = { encoding: 'utf8', data: 'no' };
const attempt = { number: 2, response: { ...response, headers: [], body } } as unknown as Attempt;

const fact = (type: string, data: object = {}): InputFact =>
  ({ type, data: { ...of, ...data }, stream: 'input-one', position: 7, occurredAt: AT }) as unknown as InputFact;
const begun = (data: object = {}) =>
  evolve(undefined, fact('InputReceived', { submittedBy: 'ik_a', deliverAt: null, expiresAt: null, ...data }));

describe('an input', () => {
  it('begins when it is received', () => {
    expect(begun()).toMatchObject({
      ...{ id: 'one', destination: 'orders', status: 'received', position: 7, receivedAt: AT, nextAttemptAt: AT },
      links: { body: '/v1/inputs/one/body' },
    });
    expect(evolve(undefined, fact('InputExpired'))).toBeUndefined();
  });

  it('waits for its deliver-at, if that is not over', () => {
    const deliverAt = '2026-02-01T00:00:00.000Z';
    expect(begun({ deliverAt })).toMatchObject({ nextAttemptAt: deliverAt });
    expect(begun({ deliverAt: '2026-01-01T00:00:00.000Z' })).toMatchObject({ nextAttemptAt: AT });
  });

  it.each([
    [
      'InputAttemptFailed',
      { attempt, delayMs: 5_000 },
      { status: 'retrying', nextAttemptAt: '2026-01-31T12:00:05.000Z' },
    ],
    ['InputAttemptFailed', { attempt, delayMs: null }, { status: 'retrying', nextAttemptAt: null, response }],
    ['InputDelivered', { attempt }, { status: 'delivered', attemptCount: 2, settledAt: AT, nextAttemptAt: null }],
    ['InputDeadLettered', { reason: 'gone' }, { status: 'deadLettered', reason: 'gone', settledAt: AT }],
    ['InputCancelled', {}, { status: 'cancelled', settledAt: AT }],
    ['InputExpired', {}, { status: 'expired', settledAt: AT }],
    [
      'InputRetryRequested',
      { destination: 'other', expiresAt: null },
      { status: 'retrying', destination: 'other', settledAt: null },
    ],
  ])('after %s %j', (type, data, expected) => {
    expect(evolve(begun(), fact(type, data))).toMatchObject(expected);
  });
});
