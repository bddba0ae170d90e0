/** Guarantee: one snapshot of how far the topic is behind the log; two steps through an index, however long the log is. */
import type { Pool } from 'pg';

export interface RelayStanding {
  /** `live`: a process publishes; `unled`: none does, `off`: and none can, for there is no Kafka. */
  state: 'live' | 'unled' | 'off';
  /** Everything up to here is in the topic. */
  position: number;
  /** The log's end. */
  head: number;
  lagEvents: number;
  /** Age of the oldest event that is not in the topic; 0 where there is none. */
  lagMs: number;
}

interface Found extends Pick<RelayStanding, 'position' | 'head'> {
  led: boolean;
  waitingMs: number;
}

export class RelayProgress {
  constructor(
    private readonly pool: Pool,
    private readonly hasKafka: boolean,
  ) {}

  async now(): Promise<RelayStanding> {
    const { rows } = await this.pool.query<Found>({
      name: 'relay-progress',
      text: `
        select r.checkpoint as position,
               coalesce((select max(position) from intake.events), 0) as head,
               r.lease_until > clock_timestamp() as led,
               coalesce((select (extract(epoch from clock_timestamp() - occurred_at) * 1000)::bigint
                           from intake.events where position = r.checkpoint + 1), 0) as "waitingMs"
          from intake.relay r`,
    });
    const { position, head, led, waitingMs } = rows[0]!;
    const state = led ? 'live' : this.hasKafka ? 'unled' : 'off';
    return { state, position, head, lagEvents: head - position, lagMs: Math.max(0, waitingMs) };
  }
}
