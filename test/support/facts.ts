/** Facts with something in every field; a spec names only what it is about. */
import { DestinationRegistered } from '../../src/events/destination-registered.js';
import { InputAttemptFailed } from '../../src/events/input-attempt-failed.js';
import { InputDelivered } from '../../src/events/input-delivered.js';
import { InputReceived } from '../../src/events/input-received.js';
import { type Attempt, type DestinationPolicy, encodeBytes, type Response } from '../../src/events/shapes.js';

export const INPUT_ID = '0199f2f0-1111-7000-8000-000000000001';
export const SECRET_ID = '0199f2f0-2222-7000-8000-000000000001';
export const WHOSE = { destination: 'orders', owner: 'shop' };

export const policyWith = (changed: Partial<DestinationPolicy> = {}): DestinationPolicy => ({
  url: 'https://orders.example/in',
  method: 'POST',
  headers: [],
  auth: null,
  timeoutMs: 15_000,
  retry: { maxAttempts: 20, minDelayMs: 5_000, maxDelayMs: 21_600_000 },
  ratePerSecond: null,
  concurrency: 10,
  onDeadOrderingKey: 'block',
  description: null,
  ...changed,
});

export const responseWith = (changed: Partial<Response> = {}): Response => ({
  status: 200,
  headers: [['content-type', 'text/plain']],
  contentType: 'text/plain',
  contentEncoding: null,
  body: encodeBytes(Buffer.from('thanks')),
  size: 6,
  truncated: false,
  sha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
  ...changed,
});

export const attemptWith = (changed: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  startedAt: '2026-01-01T00:00:01.500Z',
  durationMs: 20,
  outcome: 'delivered',
  error: null,
  destinationVersion: 1,
  response: responseWith(),
  ...changed,
});

export const registered = (changed: Partial<DestinationPolicy> = {}) =>
  DestinationRegistered.of({ policy: policyWith(changed), signingSecretId: SECRET_ID });

export const received = (changed: Partial<Parameters<typeof InputReceived.of>[0]> = {}) =>
  InputReceived.of({
    ...WHOSE,
    submittedBy: 'clerk',
    contentType: 'application/json',
    contentEncoding: null,
    body: encodeBytes(Buffer.from('{"n":7}')),
    size: 7,
    idempotencyKey: null,
    fingerprint: 'f',
    orderingKey: null,
    deliverAt: null,
    expiresAt: null,
    ...changed,
  });

/** `delayMs` null: there is no next attempt. */
export const attemptFailed = (number: number, delayMs: number | null, changed: Partial<Attempt> = {}) =>
  InputAttemptFailed.of({
    ...WHOSE,
    attempt: attemptWith({ number, outcome: 'http-error', response: responseWith({ status: 500 }), ...changed }),
    delayMs,
  });

export const delivered = (number = 1) =>
  InputDelivered.of({ ...WHOSE, attempt: attemptWith({ number }), latencyMs: 48 });
