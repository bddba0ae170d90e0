/** Where inputs can go. */
import type { RecordedEvent } from '../../events/event.js';
import { defineProjection } from '../../platform/projector/projection.js';
import { DestinationRow } from './destination.entity.js';

const nameOf = ({ stream }: RecordedEvent): string => stream.slice('destination-'.length);

const changed = (row: DestinationRow | null, event: RecordedEvent, change: Partial<DestinationRow>): DestinationRow => {
  if (!row) throw new Error(`${event.type} at ${event.position} is about a destination that is not registered`);
  return { ...row, ...change, version: event.version, changedAt: event.occurredAt };
};

export const destinations = defineProjection<DestinationRow>({
  name: 'destinations',
  version: 1,
  follows: 'stream',
  entity: DestinationRow,
  key: (event) => ({ name: nameOf(event) }),
  streamOf: ({ name }) => `destination-${name}`,
  on: {
    DestinationRegistered: (_, event) => ({
      name: nameOf(event),
      position: event.position,
      state: 'active',
      version: event.version,
      policy: event.data.policy,
      createdAt: event.occurredAt,
      changedAt: event.occurredAt,
    }),
    DestinationChanged: (row, event) => changed(row, event, { policy: event.data.policy }),
    DestinationDisabled: (row, event) => changed(row, event, { state: 'disabled' }),
    DestinationEnabled: (row, event) => changed(row, event, { state: 'active' }),
    DestinationDeleted: () => null,
  },
});
