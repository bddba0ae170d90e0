import { describe, expect, it } from '@jest/globals';
import {
  attemptFailed,
  delivered,
  INPUT_ID,
  received,
  registered,
  SECRET_ID,
  WHOSE,
} from '../../../test/support/facts.js';
import { decidingOn } from '../../../test/support/given.js';
import { historyOf } from '../../../test/support/history.js';
import { destinationFold } from '../../commands/destination.js';
import { DestinationDeleted } from '../../events/destination-deleted.js';
import { DestinationRegistered } from '../../events/destination-registered.js';
import { DestinationSecretRotated } from '../../events/destination-secret-rotated.js';
import type { NewEvent } from '../../events/event.js';
import { InputDelivered } from '../../events/input-delivered.js';
import { InputRetryRequested } from '../../events/input-retry-requested.js';
import { madeIn, sentIn } from './sent.js';

const atDestination = decidingOn(destinationFold);
const orders = (facts: readonly NewEvent[] = [registered()]) => atDestination(facts).at.state;
const made = (facts: readonly NewEvent[], number: number) => madeIn(historyOf(`input-${INPUT_ID}`, facts), number);
const told = (facts: readonly NewEvent[], number = 1, state = orders(), whole = true) => {
  const { headers, ...request } = sentIn(made(facts, number)!, state, whole);
  return { ...request, headers: headers && Object.fromEntries(headers) };
};

const ONCE = [received(), delivered()];
const own = (...names: string[]) => ({ headers: names.map((name) => ({ name, secretId: SECRET_ID })) });
const retried = (run: number, destination = 'orders') =>
  InputRetryRequested.of({
    ...{ destination, owner: 'shop', run, attempts: run },
    ...{ orderingKey: null, expiresAt: null, reason: null },
  });

describe('what an attempt was made of', () => {
  it('is nothing where there was no such attempt', () => {
    expect(made([], 1)).toBeNull();
    expect(made([received()], 1)).toBeNull();
    expect(made(ONCE, 2)).toBeNull();
  });

  it('is the destination, and the run, of its own time', () => {
    const elsewhere = InputDelivered.of({ ...delivered(3).data, destination: 'letters' });
    const facts = [received(), attemptFailed(1, null), retried(1), delivered(2), retried(2, 'letters'), elsewhere];
    const seen = [1, 2, 3].map((number) => made(facts, number));
    expect(seen.map((each) => [each?.destination, each?.run])).toEqual([
      [WHOSE.destination, 0],
      [WHOSE.destination, 1],
      ['letters', 2],
    ]);
  });
});

describe('what is told of a request', () => {
  it('is what was sent, at the moment that the attempt began', () => {
    expect(told(ONCE)).toEqual({
      ...{ sent: 'yes', method: 'POST', url: 'https://orders.example/in' },
      headers: {
        'accept-encoding': 'identity',
        'user-agent': 'Intake',
        'content-type': 'application/json',
        traceparent: expect.stringMatching(/^00-/),
        'webhook-id': INPUT_ID,
        'webhook-timestamp': '1767225601',
        'webhook-signature': 'v1,***',
        'idempotency-key': INPUT_ID,
        'intake-attempt': '1',
        'intake-destination-version': '1',
      },
    });
  });

  it('names a run that was asked for by hand', () => {
    const { headers } = told([received(), delivered(), retried(1), delivered(2)], 2);
    expect(headers).toMatchObject({ 'idempotency-key': `${INPUT_ID}.1`, 'intake-attempt': '2' });
  });

  it('hides each value of the destination’s own', () => {
    const auth = { type: 'basic', secretId: SECRET_ID } as const;
    const { headers } = told(ONCE, 1, orders([registered({ ...own('X-Key'), auth })]));
    expect(headers).toMatchObject({ 'x-key': '***', authorization: '***' });
  });

  it('has a signature of each secret that was live, and none where there was none', () => {
    const rotated = DestinationSecretRotated.of({ secretId: 'new', overlapMs: 60_000 });
    expect(told(ONCE, 1, orders([registered(), rotated])).headers).toMatchObject({
      'webhook-signature': 'v1,*** v1,***',
    });
    const unsigned = DestinationRegistered.of({ ...registered().data, signingSecretId: null });
    expect(told(ONCE, 1, orders([unsigned])).headers).not.toHaveProperty('webhook-signature');
  });

  it('leaves out for a submitter what is the destination’s own, also where it stands for what Intake would say', () => {
    const auth = { type: 'bearer', secretId: SECRET_ID } as const;
    const state = orders([registered({ ...own('X-Key', 'User-Agent', 'Webhook-Id'), auth })]);
    const { method, url, headers } = told(ONCE, 1, state, false);
    expect({ method, url }).toEqual({ method: null, url: null });
    expect(headers).toMatchObject({ 'webhook-id': INPUT_ID, 'content-type': 'application/json' });
    for (const name of ['x-key', 'user-agent', 'authorization']) expect(headers).not.toHaveProperty(name);
  });

  it('is what was to be sent where nothing was connected', () => {
    const refused = attemptFailed(1, 5_000, { outcome: 'network-error', error: 'ECONNREFUSED', response: null });
    expect(told([received(), refused])).toMatchObject({ sent: 'no', headers: { 'intake-attempt': '1' } });
  });

  it('is nothing but that where the worker was lost, whatever became of the destination', () => {
    const lost = attemptFailed(1, 5_000, { outcome: 'unknown', response: null });
    const nothing = { sent: 'unknown', method: null, url: null, headers: null };
    expect(told([received(), lost])).toEqual(nothing);
    expect(told([received(), lost], 1, orders([registered(), DestinationDeleted.of({})]))).toEqual(nothing);
  });
});
