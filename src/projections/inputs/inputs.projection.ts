/** What is known of each input. */
import type { RecordedEvent } from '../../events/event.js';
import { later } from '../../platform/later.js';
import { defineProjection } from '../../platform/projector/projection.js';
import { firstAttemptAt } from '../../views/input.js';
import { summaryOf } from '../response-summary.js';
import { InputRow } from './input.entity.js';

/** The rest of an input's events find the row that InputReceived made. */
function standing(row: InputRow | null, event: RecordedEvent): InputRow {
  if (!row) throw new Error(`${event.type} at ${event.position} is about an input that was never received`);
  return row;
}

/** Without an attempt: a reason of before stands no more. */
const settled = (row: InputRow, status: 'cancelled' | 'expired', { occurredAt }: RecordedEvent): InputRow => ({
  ...row,
  status,
  reason: null,
  nextAttemptAt: null,
  settledAt: occurredAt,
});

export const inputs = defineProjection<InputRow>({
  name: 'inputs',
  version: 3,
  follows: 'stream',
  entity: InputRow,
  key: (event) => ({ id: event.stream.slice('input-'.length) }),
  streamOf: ({ id }) => `input-${id}`,
  on: {
    InputReceived: (_, { stream, position, occurredAt, data }) => ({
      id: stream.slice('input-'.length),
      position,
      destination: data.destination,
      owner: data.owner,
      status: 'received',
      submittedBy: data.submittedBy,
      contentType: data.contentType,
      size: data.size,
      receivedAt: occurredAt,
      deliverAt: data.deliverAt,
      expiresAt: data.expiresAt,
      settledAt: null,
      nextAttemptAt: firstAttemptAt(data.deliverAt, occurredAt),
      orderingKey: data.orderingKey,
      idempotencyKey: data.idempotencyKey,
      attemptCount: 0,
      reason: null,
      response: null,
    }),
    InputAttemptFailed: (row, event) => {
      const { attempt, delayMs } = event.data;
      return {
        ...standing(row, event),
        status: 'retrying',
        attemptCount: attempt.number,
        nextAttemptAt: delayMs === null ? null : later(event.occurredAt, delayMs),
        response: summaryOf(attempt.response),
      };
    },
    InputDelivered: (row, event) => ({
      ...standing(row, event),
      status: 'delivered',
      attemptCount: event.data.attempt.number,
      nextAttemptAt: null,
      settledAt: event.occurredAt,
      response: summaryOf(event.data.attempt.response),
    }),
    InputDeadLettered: (row, event) => ({
      ...standing(row, event),
      status: 'deadLettered',
      reason: event.data.reason,
      nextAttemptAt: null,
      settledAt: event.occurredAt,
    }),
    InputCancelled: (row, event) => settled(standing(row, event), 'cancelled', event),
    InputExpired: (row, event) => settled(standing(row, event), 'expired', event),
    InputRetryRequested: (row, event) => ({
      ...standing(row, event),
      destination: event.data.destination,
      status: 'retrying',
      expiresAt: event.data.expiresAt,
      reason: null,
      settledAt: null,
      nextAttemptAt: event.occurredAt,
    }),
  },
});
