/** Where inputs can go. */
import type { RecordedEvent } from '../../events/event.js';
import { defineProjection } from '../../platform/projector/projection.js';
import { DestinationRow } from './destination.entity.js';

const nameOf = ({ stream }: RecordedEvent): string => stream.slice('destination-'.length);

const changed = (row: DestinationRow | null, event: RecordedEvent, change: Partial<DestinationRow>): DestinationRow => {
  if (!row) throw new Error(`${event.type} at ${event.position} is about a destination that is not registered`);
  return { ...row, ...change, version: event.version, changedAt: event.occurredAt };
};

const unlessDisabled = (row: DestinationRow | null, state: DestinationRow['state']): DestinationRow['state'] =>
  row?.state === 'disabled' ? 'disabled' : state;

export const destinations = defineProjection<DestinationRow>({
  name: 'destinations',
  version: 2,
  follows: 'stream',
  entity: DestinationRow,
  key: (event) => ({ name: nameOf(event) }),
  streamOf: ({ name }) => `destination-${name}`,
  on: {
    DestinationRegistered: (_, event) => ({
      name: nameOf(event),
      position: event.position,
      state: 'active',
      isPaused: false,
      version: event.version,
      policy: event.data.policy,
      createdAt: event.occurredAt,
      changedAt: event.occurredAt,
    }),
    DestinationChanged: (row, event) => changed(row, event, { policy: event.data.policy }),
    DestinationDisabled: (row, event) => changed(row, event, { state: 'disabled' }),
    DestinationEnabled: (row, event) => changed(row, event, { state: row?.isPaused ? 'paused' : 'active' }),
    DestinationPaused: (row, event) => changed(row, event, { isPaused: true, state: unlessDisabled(row, 'paused') }),
    DestinationResumed: (row, event) => changed(row, event, { isPaused: false, state: unlessDisabled(row, 'active') }),
    DestinationSecretRotated: (row, event) => changed(row, event, {}),
    DestinationBreakerReset: (row, event) => changed(row, event, {}),
    DestinationDeleted: () => null,
  },
});
