/**
 * A log as commands write it, always the same but for its ids: orders for some destinations, each settled a few hundred
 * events after it was received; of ten one fails first, and of a hundred one is given up.
 */
import { createHash } from 'node:crypto';
import { DestinationRegistered } from '../../dist/events/destination-registered.js';
import { InputAttemptFailed } from '../../dist/events/input-attempt-failed.js';
import { InputDeadLettered } from '../../dist/events/input-dead-lettered.js';
import { InputDelivered } from '../../dist/events/input-delivered.js';
import { InputReceived } from '../../dist/events/input-received.js';
import { encodeBytes } from '../../dist/events/shapes.js';
import { newId } from '../../dist/platform/ids.js';

export const DESTINATIONS = Array.from({ length: 20 }, (_, n) => `orders-${n}`);
const OWNERS = ['shop', 'warehouse', 'partner', 'app', 'import'];
/** More than the longest way from one event of an input to its next. */
const SLOTS = 512;
const NOTE = 'Please ring twice, and leave it with the neighbours where nobody opens. '.repeat(6);

/** `{stream, version, fact}`, without end. */
export function* history() {
  for (const destination of DESTINATIONS) yield* numbered(`destination-${destination}`, [registered(destination)]);
  const slots = Array.from({ length: SLOTS }, () => []);
  for (let turn = 0; ; turn++) {
    for (const life of [...slots[turn % SLOTS].splice(0), lifeOf(turn)]) {
      const { value, done } = life.next();
      if (done) continue;
      yield value;
      slots[(turn + 100 + ((turn * 7_919) % 400)) % SLOTS].push(life);
    }
  }
}

const lifeOf = (n) => numbered(`input-${newId()}`, factsOf(n));

function* numbered(stream, facts) {
  let version = 0;
  for (const fact of facts) yield { stream, version: ++version, fact };
}

function* factsOf(n) {
  const whose = { destination: DESTINATIONS[n % DESTINATIONS.length], owner: OWNERS[n % OWNERS.length] };
  yield received(n, whose);
  const fails = n % 10 === 9;
  if (fails) yield InputAttemptFailed.of({ ...whose, attempt: attempt(1, 503), delayMs: 5_000 });
  if (n % 100 === 99) yield InputDeadLettered.of({ ...whose, reason: 'exhausted' });
  else yield InputDelivered.of({ ...whose, attempt: attempt(fails ? 2 : 1, 200), latencyMs: 20 });
}

export function received(n, whose = { destination: DESTINATIONS[0], owner: OWNERS[0] }) {
  const body = Buffer.from(JSON.stringify({ order: n, customer: n % 9_973, note: NOTE.slice(0, 260 + (n % 160)) }));
  return InputReceived.of({
    ...whose,
    submittedBy: whose.owner,
    contentType: 'application/json',
    contentEncoding: null,
    body: encodeBytes(body),
    size: body.length,
    idempotencyKey: n % 2 === 0 ? `order-${n}` : null,
    fingerprint: createHash('sha256').update(body).digest('hex'),
    orderingKey: null,
    deliverAt: null,
    expiresAt: null,
  });
}

function attempt(number, status) {
  const body = Buffer.from(JSON.stringify({ status: status === 200 ? 'accepted' : 'try again later' }));
  return {
    number,
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 20,
    outcome: status === 200 ? 'delivered' : 'http-error',
    error: null,
    destinationVersion: 1,
    response: {
      status,
      headers: [['content-type', 'application/json']],
      contentType: 'application/json',
      contentEncoding: null,
      body: encodeBytes(body),
      size: body.length,
      truncated: false,
      sha256: createHash('sha256').update(body).digest('hex'),
    },
  };
}

const registered = (name) =>
  DestinationRegistered.of({
    policy: {
      url: `https://${name}.example/in`,
      method: 'POST',
      headers: [],
      auth: null,
      timeoutMs: 15_000,
      retry: { maxAttempts: 20, minDelayMs: 5_000, maxDelayMs: 21_600_000 },
      ratePerSecond: null,
      concurrency: 10,
      onDeadOrderingKey: 'block',
      description: null,
    },
    signingSecretId: null,
  });
