import { type InputView, inputLinks } from '../../views/input.js';
import type { InputRow } from './input.entity.js';

/** `delivering`: an attempt is under way now. */
export function inputViewOf(row: InputRow, delivering: boolean): InputView {
  return {
    id: row.id,
    destination: row.destination,
    status: delivering ? 'delivering' : row.status,
    held: null,
    submittedBy: row.submittedBy,
    contentType: row.contentType,
    size: row.size,
    position: row.position,
    receivedAt: row.receivedAt,
    deliverAt: row.deliverAt,
    expiresAt: row.expiresAt,
    settledAt: row.settledAt,
    orderingKey: row.orderingKey,
    attemptCount: row.attemptCount,
    nextAttemptAt: row.nextAttemptAt,
    reason: row.reason,
    response: row.response,
    links: inputLinks(row.id),
  };
}
