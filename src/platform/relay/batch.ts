/**
 * Cuts a page of the log into sends. Pure. Guarantees: within a partition the order of the log is kept, each message
 * names the one before it, and a send is at most 512 KiB unless one message alone is larger (KafkaJS puts a send
 * into one record batch, and a broker refuses a batch that is too large even where each message would fit).
 */
import type { OutgoingMessage } from '../kafka/port.js';
import { partitionOf } from '../store/partition.js';
import type { StoredEvent } from '../store/stored-event.js';
import type { Heads, Progress } from './progress.js';

export const SEND_BYTES = 512 * 1024;
/** Offsets, lengths, time stamps of a record; a header's two lengths. */
const RECORD_OVERHEAD = 40;
const HEADER_OVERHEAD = 6;

export interface PartitionSends {
  partition: number;
  /** One after the other. */
  sends: OutgoingMessage[][];
}

export interface Batch {
  partitions: PartitionSends[];
  /** What the progress is once all of it is acknowledged; only the heads that move. */
  progress: Progress;
}

/** `events` must not be empty. `messageOf` makes the message that names the position before it. */
export function cutBatch(
  events: readonly StoredEvent[],
  heads: Heads,
  partitions: number,
  messageOf: (event: StoredEvent, previous: number) => OutgoingMessage,
): Batch {
  const moved = new Map<number, number>();
  const messages = new Map<number, OutgoingMessage[]>();
  for (const event of events) {
    const partition = partitionOf(event.streamHash, partitions);
    const message = messageOf(event, moved.get(partition) ?? heads.get(partition) ?? 0);
    moved.set(partition, event.position);
    const list = messages.get(partition);
    if (list) list.push(message);
    else messages.set(partition, [message]);
  }
  return {
    partitions: [...messages].map(([partition, list]) => ({ partition, sends: cutByBytes(list) })),
    progress: { checkpoint: events.at(-1)!.position, heads: moved },
  };
}

function cutByBytes(messages: OutgoingMessage[]): OutgoingMessage[][] {
  const sends: OutgoingMessage[][] = [];
  let current: OutgoingMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    if (current.length > 0 && bytes + size > SEND_BYTES) {
      sends.push(current);
      current = [];
      bytes = 0;
    }
    current.push(message);
    bytes += size;
  }
  if (current.length > 0) sends.push(current);
  return sends;
}

/** An upper bound of what the message takes in a record batch. */
export function sizeOf({ key, value, headers }: OutgoingMessage): number {
  let size = RECORD_OVERHEAD + Buffer.byteLength(key) + value.length;
  for (const [name, text] of Object.entries(headers)) size += HEADER_OVERHEAD + name.length + Buffer.byteLength(text);
  return size;
}
