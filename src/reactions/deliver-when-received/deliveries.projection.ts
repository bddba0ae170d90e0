/** The to-do list: what still has to be delivered, and when. In sequence, since a deletion concerns many inputs at once. */
import type { RecordedEvent } from '../../events/event.js';
import { later } from '../../platform/later.js';
import { defineProjection } from '../../platform/projector/projection.js';
import { DeliveryRow } from './delivery.entity.js';
import { orderingLines } from './ordering.js';

const inputOf = ({ stream }: RecordedEvent): string => stream.slice('input-'.length);
/** Of two times in UTC with milliseconds. */
const latest = (a: string, b: string): string => (a > b ? a : b);
/** Without an ordering key it waits for nobody. */
const turnOf = (orderingKey: string | null): DeliveryRow['turn'] => (orderingKey === null ? 'next' : null);

export const deliveries = defineProjection<DeliveryRow>({
  name: 'deliveries',
  version: 2,
  follows: 'sequence',
  followedBy: 'reaction',
  entity: DeliveryRow,
  key: (event) => ({ inputId: inputOf(event) }),
  on: {
    InputReceived: (_, event) => {
      const { destination, owner, orderingKey, deliverAt, expiresAt } = event.data;
      const wantedAt = latest(event.occurredAt, deliverAt ?? event.occurredAt);
      return {
        ...{ inputId: inputOf(event), version: event.version, destination, owner },
        ...{ attempts: 0, inRun: 0, run: 0 },
        ...{ wantedAt, dueAt: wantedAt, inLineAt: wantedAt, expiresAt, line: event.position },
        ...{ orderingKey, turn: turnOf(orderingKey), orphaned: false },
      };
    },
    InputAttemptFailed: (row, event) =>
      row && {
        ...row,
        version: event.version,
        attempts: event.data.attempt.number,
        inRun: row.inRun + 1,
        dueAt: later(event.occurredAt, event.data.delayMs ?? 0),
      },
    InputRetryRequested: (row, event) => {
      const { destination, owner, run, attempts, orderingKey, expiresAt } = event.data;
      // Who was given up keeps its place among its ordering key; the others behind it have waited for it.
      const inLineAt = row?.destination === destination ? row.inLineAt : event.occurredAt;
      return {
        ...{ inputId: inputOf(event), version: event.version, destination, owner },
        ...{ attempts, inRun: 0, run },
        ...{ wantedAt: event.occurredAt, dueAt: event.occurredAt, inLineAt, expiresAt, line: event.position },
        ...{ orderingKey, turn: turnOf(orderingKey), orphaned: false },
      };
    },
    InputDelivered: () => null,
    InputCancelled: () => null,
    InputExpired: () => null,
    InputDeadLettered: (row, event) =>
      row && row.orderingKey !== null
        ? { ...row, version: event.version, dueAt: null, expiresAt: null, turn: null }
        : null,
  },
  lines: orderingLines,
  sweep: {
    // What waits for a deleted destination is given up, each by itself: it stands in nobody's way any more.
    DestinationDeleted: (event, table) => ({
      text: `
        with dead as (delete from ${table} where destination = $1 and due_at is null)
        update ${table} set orphaned = true, ordering_key = null, turn = null
         where destination = $1 and due_at is not null`,
      values: [event.stream.slice('destination-'.length)],
    }),
  },
});
