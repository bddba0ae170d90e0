import type { Held } from '../../views/held.js';
import { type InputView, inputLinks } from '../../views/input.js';
import type { InputRow } from './input.entity.js';

/** What is true of inputs at this moment, and stands in no event. */
export interface Moment {
  /** An attempt is under way. */
  delivering: ReadonlySet<string>;
  held: ReadonlyMap<string, Held>;
}

export const NOTHING_NOW: Moment = { delivering: new Set(), held: new Map() };

export function inputViewOf(row: InputRow, { delivering, held }: Moment = NOTHING_NOW): InputView {
  const isDelivering = delivering.has(row.id);
  return {
    id: row.id,
    destination: row.destination,
    status: isDelivering ? 'delivering' : row.status,
    held: isDelivering ? null : (held.get(row.id) ?? null),
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
