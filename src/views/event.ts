/** An event as timelines, live streams and the admin's list show it (contract §2). */
import { z } from 'zod';
import type { RecordedEvent } from '../events/event.js';

export const eventView = z
  .strictObject({
    position: z.int(),
    id: z.uuid(),
    stream: z.string(),
    version: z.int(),
    type: z.string(),
    schemaVersion: z.int(),
    occurredAt: z.iso.datetime(),
    data: z.record(z.string(), z.unknown()).meta({ description: 'As contracts/events/ describes it for its type.' }),
    metadata: z.strictObject({
      actor: z.string(),
      correlationId: z.string(),
      causationId: z.string().nullable(),
      traceparent: z.string().nullable(),
    }),
  })
  .meta({ id: 'Event' });
export type EventView = z.infer<typeof eventView>;

/** Member by member: what else an event may carry inside Intake is not for clients. */
export const eventViewOf = (event: RecordedEvent): EventView => ({
  position: event.position,
  id: event.id,
  stream: event.stream,
  version: event.version,
  type: event.type,
  schemaVersion: event.schemaVersion,
  occurredAt: event.occurredAt,
  data: event.data,
  metadata: event.metadata,
});
