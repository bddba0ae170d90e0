/** An event as its row holds it: data still text, at the schema version it was written with. */
import { type EventMetadata, eventDefinitions, type RecordedEvent, upcast } from '../../events/event.js';

export interface StoredEvent {
  position: number;
  stream: string;
  version: number;
  id: string;
  type: string;
  schemaVersion: number;
  /** RFC 3339 in UTC, milliseconds. */
  occurredAt: string;
  /** CRC-32 of the stream's name. */
  streamHash: number;
  /** How many events of the same append come after this one. */
  following: number;
  /** JSON text, byte for byte as appended. */
  data: string;
  metadata: EventMetadata;
}

/** Columns that make a StoredEvent, for every statement that reads the log. */
export const STORED_EVENT = `
  position, stream, version, id, type, schema_version as "schemaVersion", occurred_at as "occurredAt",
  stream_hash as "streamHash", following, data::text as data, metadata`;

/** Of a newer build, an event may be of a type or a version that this one has no use for. */
export const isKnown = ({ type, schemaVersion }: Pick<StoredEvent, 'type' | 'schemaVersion'>): boolean =>
  schemaVersion <= (eventDefinitions().get(type)?.schemaVersion ?? 0);

/** For who only shows it: what this build does not know, as it was written. */
export function toShow(stored: StoredEvent): RecordedEvent {
  if (isKnown(stored)) return recorded(stored);
  const { streamHash, following, data, ...event } = stored;
  return { ...event, data: JSON.parse(data) } as RecordedEvent;
}

/** Parses and lifts to this build's schema version. Throws UnknownEventError on a newer one. */
export function recorded(stored: StoredEvent): RecordedEvent {
  const { position, stream, version, id, type, schemaVersion, occurredAt, metadata } = stored;
  const data = upcast(type, schemaVersion, JSON.parse(stored.data));
  return { position, stream, version, id, type, schemaVersion, occurredAt, metadata, data } as RecordedEvent;
}
