/** The input as it stands at its first event: what every 202 for it shows, the first and each replayed one. */
import { firstAttemptAt, type InputView, inputLinks } from '../../views/input.js';
import type { ReceiveInputResult } from './receive-input.command.js';

export function receivedView({ id, held, received: { data, position, occurredAt } }: ReceiveInputResult): InputView {
  return {
    id,
    destination: data.destination,
    status: 'received',
    held,
    submittedBy: data.submittedBy,
    contentType: data.contentType,
    size: data.size,
    position,
    receivedAt: occurredAt,
    deliverAt: data.deliverAt,
    expiresAt: data.expiresAt,
    settledAt: null,
    orderingKey: data.orderingKey,
    attemptCount: 0,
    nextAttemptAt: firstAttemptAt(data.deliverAt, occurredAt),
    reason: null,
    response: null,
    links: inputLinks(id),
  };
}
