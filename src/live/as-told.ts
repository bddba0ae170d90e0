/** An event as live streams tell it: its position is where a reader goes on. */
import type { RecordedEvent } from '../events/event.js';
import type { ServerSentEvent } from '../platform/http/sse.js';
import { eventViewOf } from '../views/event.js';

export const asTold = (event: RecordedEvent): ServerSentEvent => ({
  id: event.position,
  event: event.type,
  data: eventViewOf(event),
});
