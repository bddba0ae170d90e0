/** An event as others read it from Kafka: docs/kafka.md. */
import type { Event } from '../../api/types.js';

export interface Message {
  key: string;
  /** null: only who publishes it knows. */
  headers: [string, string | null][];
  value: string;
}

export function messageOf(event: Event): Message {
  const { actor, correlationId, causationId, traceparent } = event.metadata;
  const headers: [string, string | null][] = [
    ['content-type', 'application/json'],
    ['ce_specversion', '1.0'],
    ['ce_id', event.id],
    ['ce_source', null],
    ['ce_type', `intake.${event.type}.v${event.schemaVersion}`],
    ['ce_time', event.occurredAt],
    ['ce_subject', event.stream],
    ['ce_position', `${event.position}`],
    ['ce_previous', null],
    ['ce_logid', null],
    ['ce_streamversion', `${event.version}`],
    ['ce_actor', actor],
    ['ce_correlationid', correlationId],
  ];
  if (causationId !== null) headers.push(['ce_causationid', causationId]);
  if (traceparent !== null) headers.push(['traceparent', traceparent]);
  return { key: event.stream, headers, value: JSON.stringify(event.data) };
}
