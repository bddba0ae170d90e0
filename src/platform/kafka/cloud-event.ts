/**
 * An event of the log as a CloudEvents 1.0 message (Kafka's binary mode), and back. Pure.
 * Guarantee: what comes back equals the row of the log, the data byte for byte; a message that is not one of this
 * log's events is recognised as such and never taken for one.
 */
import { partitionOf, streamHash } from '../store/partition.js';
import type { StoredEvent } from '../store/stored-event.js';
import type { KafkaMessage, OutgoingMessage } from './port.js';

/** What a message says about the log it comes from. */
export interface EventOrigin {
  /** Identity of the log: a consumer ignores messages of another one. */
  logId: string;
  /** CloudEvents `source`. */
  source: string;
  /** Of what is published again on request: which request. */
  replayId?: string;
}

export interface ReceivedEvent {
  /** As the log's reader returns it, but `following` is always 0: by stream, nobody needs it. */
  event: StoredEvent;
  /** Position of the event before it in its partition; 0 for the first one. */
  previous: number;
  /** Set on a message that was published again on request. */
  replayId: string | null;
}

const TYPE = /^intake\.(.+)\.v([1-9]\d*)$/;
const WHOLE = /^\d{1,16}$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `previous`: the position of the event before it in its partition, 0 for the first. */
export function toMessage(
  event: StoredEvent,
  previous: number,
  { logId, source, replayId }: EventOrigin,
): OutgoingMessage {
  const { actor, correlationId, causationId, traceparent } = event.metadata;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: source,
    ce_type: `intake.${event.type}.v${event.schemaVersion}`,
    ce_time: event.occurredAt,
    ce_subject: event.stream,
    ce_position: String(event.position),
    ce_previous: String(previous),
    ce_logid: logId,
    ce_streamversion: String(event.version),
    ce_actor: actor,
    ce_correlationid: correlationId,
  };
  if (causationId !== null) headers.ce_causationid = causationId;
  if (traceparent !== null) headers.traceparent = traceparent;
  if (replayId !== undefined) headers.ce_replayid = replayId;
  return { key: event.stream, value: Buffer.from(event.data), headers, timestampMs: Date.parse(event.occurredAt) };
}

/** null: not an event of this log (another log's, another program's, garbage). */
export function fromMessage(message: KafkaMessage, logId: string, partitions: number): ReceivedEvent | null {
  const { headers } = message;
  const stream = headers.ce_subject;
  const type = TYPE.exec(headers.ce_type ?? '');
  const position = wholeNumber(headers.ce_position);
  const previous = wholeNumber(headers.ce_previous);
  const version = wholeNumber(headers.ce_streamversion);
  const data = text(message.value);
  const { ce_id: id, ce_time: occurredAt, ce_actor: actor, ce_correlationid: correlationId } = headers;
  const ours = headers.ce_specversion === '1.0' && headers.ce_logid === logId;
  if (!ours || !stream || !type || !id || !occurredAt || !data || actor === undefined || correlationId === undefined) {
    return null;
  }
  if (position === null || previous === null || previous >= position || !version) return null;
  const hash = streamHash(stream);
  if (message.key !== stream || partitionOf(hash, partitions) !== message.partition) return null;
  return {
    event: {
      position,
      stream,
      version,
      id,
      type: type[1]!,
      schemaVersion: Number(type[2]),
      occurredAt,
      streamHash: hash,
      following: 0,
      data,
      metadata: {
        actor,
        correlationId,
        causationId: headers.ce_causationid ?? null,
        traceparent: headers.traceparent ?? null,
      },
    },
    previous,
    replayId: headers.ce_replayid ?? null,
  };
}

function wholeNumber(digits: string | undefined): number | null {
  if (digits === undefined || !WHOLE.test(digits)) return null;
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : null;
}

function text(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
