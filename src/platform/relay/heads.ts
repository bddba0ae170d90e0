/** What stood before an event in its partition, or before a position in each: from the log itself, which never changes. */
import type { Pool } from 'pg';
import type { StoredEvent } from '../store/stored-event.js';
import type { Heads } from './progress.js';

const PAGE = 50_000;

/** Partition → position of its last event up to here. Looked for from there backwards, page by page. */
export async function headsAt(pool: Pool, position: number, partitions: number, signal?: AbortSignal): Promise<Heads> {
  const heads = new Map<number, number>();
  for (let end = position; end > 0 && heads.size < partitions; end -= PAGE) {
    signal?.throwIfAborted();
    const { rows } = await pool.query<{ partition: number; head: number }>(
      `select stream_hash % $3 as partition, max(position) as head from intake.events
        where position > $1 and position <= $2 group by 1`,
      [end - PAGE, end, partitions],
    );
    for (const { partition, head } of rows) if (!heads.has(partition)) heads.set(partition, head);
  }
  return heads;
}

/** Position of an event → position of the one before it in its partition, 0 for the first. */
export async function previousInLog(
  pool: Pool,
  events: readonly StoredEvent[],
  partitions: number,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await pool.query<{ position: number; previous: number }>(
    `select e.position, coalesce((
              select p.position from intake.events p
               where p.position < e.position and p.stream_hash % $2 = e.stream_hash % $2
               order by p.position desc limit 1), 0) as previous
       from intake.events e where e.position = any($1)`,
    [events.map(({ position }) => position), partitions],
  );
  return new Map(rows.map(({ position, previous }) => [position, previous]));
}
