/** The to-do list: what still has to be delivered, and when. In sequence, since a deletion concerns many inputs at once. */
import type { RecordedEvent } from '../../events/event.js';
import { defineProjection } from '../../platform/projector/projection.js';
import { DeliveryRow } from './delivery.entity.js';

const inputOf = ({ stream }: RecordedEvent): string => stream.slice('input-'.length);
const later = (time: string, ms: number): string => new Date(Date.parse(time) + ms).toISOString();

export const deliveries = defineProjection<DeliveryRow>({
  name: 'deliveries',
  version: 1,
  follows: 'sequence',
  entity: DeliveryRow,
  key: (event) => ({ inputId: inputOf(event) }),
  on: {
    InputReceived: (_, event) => ({
      inputId: inputOf(event),
      version: event.version,
      destination: event.data.destination,
      owner: event.data.owner,
      attempts: 0,
      inRun: 0,
      dueAt: event.data.deliverAt ?? event.occurredAt,
      line: event.position,
    }),
    InputAttemptFailed: (row, event) =>
      row && {
        ...row,
        version: event.version,
        attempts: event.data.attempt.number,
        inRun: row.inRun + 1,
        dueAt: later(event.occurredAt, event.data.delayMs ?? 0),
      },
    InputDelivered: () => null,
    InputDeadLettered: () => null,
  },
  sweep: {
    // What waits for a deleted destination is given up now, not when its next attempt would be due.
    DestinationDeleted: (event, table) => ({
      text: `update ${table} set due_at = $2 where destination = $1 and due_at > $2`,
      values: [event.stream.slice('destination-'.length), event.occurredAt],
    }),
  },
});
