/** How far behind the log a projection is, and whether it has come to a stand. One snapshot, cheap enough for every scrape. */
import type { Pool } from 'pg';
import { type Followed, type PartitionStanding, STANDING, standingOf } from './progress.js';

/** Longer than a broker's restart or a rebalance takes. */
const STALLED_MS = 30_000;

export interface Lag {
  /** Everything up to here is in the rows. */
  position: number;
  /** The log's end. */
  head: number;
  lagEvents: number;
  /** Age of the oldest event that is not in the rows; 0 where there is none. */
  lagMs: number;
  parked: number;
  /** There is something to apply, and has been for long, and nothing moves. */
  stalled: boolean;
}

interface PartitionLag extends Pick<PartitionStanding, 'reached' | 'unmovedMs' | 'parked'> {
  /** Since its oldest event that is not applied yet was appended; null where there is none. */
  waitingMs: number | null;
}

export class Lags {
  constructor(private readonly pool: Pool) {}

  async of(projection: Followed): Promise<Lag> {
    const { rows } = await this.pool.query<{ head: number; partitions: PartitionLag[] }>({
      name: 'lag',
      text: `
        with standing as (${STANDING}),
             lag as (
               select s.reached, s."unmovedMs", s.parked,
                      (select (extract(epoch from clock_timestamp() - e.occurred_at) * 1000)::bigint
                         from intake.events e
                        where e.position > s.reached
                          and e.stream_hash % (select count(*) from standing) = s.partition
                        order by e.position limit 1) as "waitingMs"
                 from standing s)
        select (select coalesce(max(position), 0) from intake.events) as head,
               (select coalesce(json_agg(lag), '[]') from lag) as partitions`,
      values: standingOf(projection),
    });
    return lagOf(rows[0]!);
  }
}

function lagOf({ head, partitions }: { head: number; partitions: PartitionLag[] }): Lag {
  const reached = partitions.length === 0 ? 0 : Math.min(...partitions.map((partition) => partition.reached));
  // It may have moved on since the log's end was looked at.
  const position = Math.min(reached, head);
  return {
    position,
    head,
    lagEvents: head - position,
    lagMs: Math.max(0, ...partitions.map(({ waitingMs }) => waitingMs ?? 0)),
    parked: partitions.reduce((sum, { parked }) => sum + parked, 0),
    stalled: partitions.some(({ waitingMs, unmovedMs }) => (waitingMs ?? 0) > STALLED_MS && unmovedMs > STALLED_MS),
  };
}
