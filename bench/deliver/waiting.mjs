/** The program that writes a log of inputs that wait to be delivered. */
import { DestinationRegistered } from '../../dist/events/destination-registered.js';
import { InputReceived } from '../../dist/events/input-received.js';
import { encodeBytes } from '../../dist/events/shapes.js';
import { createPool } from '../../dist/platform/database/pools.js';
import { newId } from '../../dist/platform/ids.js';
import { EventLog } from '../../dist/platform/store/event-log.js';
import { log } from '../support/operation.mjs';
import { bodyOf } from './body.mjs';

const METADATA = { actor: 'bench', correlationId: 'bench', causationId: null, traceparent: null };
const WHOSE = { destination: 'orders', owner: 'bench' };
const AT_ONCE = 1_000;

export default async function waiting({ url, target, inputs, concurrency }) {
  const pool = createPool({ url, name: 'append', max: 1, log });
  const events = new EventLog(pool, log);
  const append = (stream, event) =>
    events.append({ stream, expectedVersion: 0, events: [event], ...WHOSE, metadata: METADATA });
  await append('destination-orders', registered(target, concurrency));
  for (let n = 0; n < inputs; n += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, inputs - n) }, (_, i) => received(bodyOf(n + i)));
    await Promise.all(some.map((event) => append(`input-${newId()}`, event)));
  }
  await pool.end();
  return {};
}

const registered = (url, concurrency) =>
  DestinationRegistered.of({
    policy: {
      ...{ url, method: 'POST', headers: [], auth: null, timeoutMs: 15_000 },
      retry: { maxAttempts: 20, minDelayMs: 5_000, maxDelayMs: 21_600_000 },
      ...{ ratePerSecond: null, concurrency, onDeadOrderingKey: 'block', description: null },
    },
    signingSecretId: null,
  });

const received = (body) =>
  InputReceived.of({
    ...WHOSE,
    submittedBy: 'bench',
    contentType: 'application/json',
    contentEncoding: null,
    body: encodeBytes(body),
    size: body.length,
    idempotencyKey: null,
    fingerprint: 'none',
    orderingKey: null,
    deliverAt: null,
    expiresAt: null,
  });
