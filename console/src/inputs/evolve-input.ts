/** An input as its list shows it, moved on by what happens to it: what the server would show, without asking. */
import type { Input } from '../api/types.js';
import { type Attempt, type InputFact, inputIdOf } from './facts.js';

/** undefined: nothing is known of it, and this does not begin it. */
export function evolve(input: Input | undefined, fact: InputFact): Input | undefined {
  if (fact.type === 'InputReceived') return received(fact);
  if (!input) return undefined;
  const { occurredAt, data } = fact;
  const settled = { settledAt: occurredAt, nextAttemptAt: null, held: null };
  switch (fact.type) {
    case 'InputAttemptFailed':
      return {
        ...input,
        ...attempted(fact.data.attempt),
        status: 'retrying',
        nextAttemptAt: after(occurredAt, fact.data.delayMs),
      };
    case 'InputDelivered':
      return { ...input, ...attempted(fact.data.attempt), ...settled, status: 'delivered' };
    case 'InputDeadLettered':
      return { ...input, ...settled, status: 'deadLettered', reason: fact.data.reason };
    case 'InputCancelled':
      return { ...input, ...settled, status: 'cancelled', reason: null };
    case 'InputExpired':
      return { ...input, ...settled, status: 'expired', reason: null };
    case 'InputRetryRequested':
      return {
        ...input,
        ...{ status: 'retrying', reason: null, settledAt: null, nextAttemptAt: occurredAt },
        ...{ destination: data.destination, expiresAt: fact.data.expiresAt },
      };
  }
}

function received(fact: Extract<InputFact, { type: 'InputReceived' }>): Input {
  const { destination, submittedBy, contentType, size, orderingKey, deliverAt, expiresAt } = fact.data;
  const [id, self] = [inputIdOf(fact), `/v1/inputs/${inputIdOf(fact)}`];
  return {
    ...{ id, destination, submittedBy, contentType, size, orderingKey, deliverAt, expiresAt },
    ...{ status: 'received', held: null, reason: null, response: null, settledAt: null, attemptCount: 0 },
    ...{ position: fact.position, receivedAt: fact.occurredAt, nextAttemptAt: laterOf(deliverAt, fact.occurredAt) },
    links: {
      ...{ self, body: `${self}/body`, response: `${self}/response` },
      ...{ attempts: `${self}/attempts`, events: `${self}/events`, stream: `${self}/stream` },
    },
  };
}

function attempted({ number, response }: Attempt): Pick<Input, 'attemptCount' | 'response'> {
  if (!response) return { attemptCount: number, response: null };
  const { status, contentType, size, truncated, sha256 } = response;
  return { attemptCount: number, response: { status, contentType, size, truncated, sha256 } };
}

const after = (time: string, delayMs: number | null): string | null =>
  delayMs === null ? null : new Date(Date.parse(time) + delayMs).toISOString();

/** Of two times in UTC: a deliver-at that is over means now. */
const laterOf = (deliverAt: string | null, receivedAt: string): string =>
  deliverAt !== null && deliverAt > receivedAt ? deliverAt : receivedAt;
