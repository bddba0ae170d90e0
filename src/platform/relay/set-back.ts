/**
 * Guarantee: nothing is published behind events of this log that it does not have. A log that was restored to an earlier
 * moment gives their positions to others; under its old identity nobody could tell them apart.
 */
import type { Pool } from 'pg';
import { fromMessage } from '../kafka/cloud-event.js';
import type { KafkaClient, KafkaMessage } from '../kafka/port.js';
import type { StoredEvent } from '../store/stored-event.js';

/** The topic knows of more than the log: needs a person. */
export class LogSetBack extends Error {
  override name = 'LogSetBack';
}

interface Parts {
  pool: Pool;
  kafka: KafkaClient;
  logId: string;
  partitions: number;
}

/** Compares each partition's last event of this log; one that was published again on request says nothing about the end. */
export async function refuseIfSetBack({ pool, kafka, logId, partitions }: Parts): Promise<void> {
  const eventOf = (message: KafkaMessage): StoredEvent | null => {
    const received = fromMessage(message, logId, partitions);
    return received?.replayId === null ? received.event : null;
  };
  const last = await kafka.lastMessages((message) => eventOf(message) !== null);
  const events = last.map((message) => eventOf(message)!);
  const ids = await idsAt(
    pool,
    events.map(({ position }) => position),
  );
  for (const { position, id } of events) if (ids.get(position) !== id) throw setBack(position, ids.has(position));
}

const setBack = (position: number, taken: boolean): LogSetBack =>
  new LogSetBack(
    `the topic has an event at position ${position}, and the log ${taken ? 'another one' : 'none'}: PostgreSQL is at an earlier moment than the topic. Stop every process, run \`npx --no intake restored\`, and start again`,
  );

async function idsAt(pool: Pool, positions: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (positions.length === 0) return new Map();
  const { rows } = await pool.query<{ position: number; id: string }>(
    'select position, id from intake.events where position = any($1)',
    [positions],
  );
  return new Map(rows.map(({ position, id }) => [position, id]));
}
