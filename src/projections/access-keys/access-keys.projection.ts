/** Who was given keys, by whom, and which of them were taken back. */
import type { RecordedEvent } from '../../events/event.js';
import { defineProjection } from '../../platform/projector/projection.js';
import { AccessKeyRow } from './access-key.entity.js';

const STREAM = 'access-key-';

const idOf = ({ stream }: RecordedEvent): string => stream.slice(STREAM.length);

export const accessKeys = defineProjection<AccessKeyRow>({
  name: 'access-keys',
  version: 1,
  follows: 'stream',
  entity: AccessKeyRow,
  key: (event) => ({ id: idOf(event) }),
  streamOf: ({ id }) => STREAM + id,
  on: {
    AccessKeyIssued: (_, event) => {
      const { name, owner, roles, destinations, expiresAt } = event.data;
      return {
        ...{ id: idOf(event), position: event.position, name, owner, roles, destinations, expiresAt },
        ...{ createdAt: event.occurredAt, createdBy: event.metadata.actor, revokedAt: null, revokedBy: null },
      };
    },
    AccessKeyRevoked: (row, event) => {
      if (!row) throw new Error(`${event.type} at ${event.position} is about a key that was not issued`);
      return { ...row, revokedAt: event.occurredAt, revokedBy: event.metadata.actor };
    },
  },
});
