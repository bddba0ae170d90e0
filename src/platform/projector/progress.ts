/**
 * How far projections have come (design §8, "How far"). A partition is as far as the event that comes next for it; and
 * where it has everything that was published for it, as far as the relay. Guarantee: what was reached stays so.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import type { Projection } from './projection.js';

/** Where it is not said, it follows by stream. */
export type Followed = Pick<Projection, 'name' | 'version'> & Partial<Pick<Projection, 'follows'>>;

export interface PartitionStanding {
  partition: number;
  /** Everything up to this position is in the rows of this partition. */
  reached: number;
  checkpoint: number;
  /** The last position published to it. */
  head: number;
  relay: number;
  /** Since the checkpoint moved. */
  unmovedMs: number;
  /** How many of its streams go no further. */
  parked: number;
}

const FIRST_LOOK_AGAIN_MS = 2;
const MOST_LOOK_AGAIN_MS = 50;

/** How far a partition's next event is looked for. */
const LOOKED_THROUGH = 10_000;

/**
 * What follows in sequence has nothing to do with the relay. A partition that is behind its head is as far as its next
 * event: what it was promised to show while it had nothing to apply stays true.
 */
export const STANDING = `
  select c.partition, c.position as checkpoint, coalesce(h.position, 0) as head, r.checkpoint as relay, c.parked,
         greatest(c.position, case when $3 <> 'stream' then null
                                   when c.position >= coalesce(h.position, 0) then r.checkpoint
                                   else before_next.position end) as reached,
         (extract(epoch from clock_timestamp() - c.moved_at) * 1000)::bigint as "unmovedMs"
    from intake.checkpoints c cross join intake.relay r left join intake.relay_heads h using (partition)
    left join lateral (
      select coalesce((select e.position - 1 from intake.events e
                        where e.position > c.position and e.position <= c.position + ${LOOKED_THROUGH}
                          and e.stream_hash % (select partitions from intake.log) = c.partition
                        order by e.position limit 1),
                      least(c.position + ${LOOKED_THROUGH}, h.position - 1)) as position) as before_next
      on $3 = 'stream' and c.position < h.position
   where c.projection = $1 and c.version = $2`;

export const standingOf = ({ name, version, follows = 'stream' }: Followed) => [name, version, follows];

export class Progress {
  /** A pool, or a connection whose transaction is to be looked at. */
  constructor(private readonly database: Pick<ClientBase, 'query'>) {}

  /** One snapshot of every partition of a projection; empty where no process has begun it. */
  async standing(projection: Followed): Promise<PartitionStanding[]> {
    const { rows } = await this.database.query<PartitionStanding>({
      name: 'standing',
      text: `${STANDING} order by c.partition`,
      values: standingOf(projection),
    });
    return rows;
  }

  /** The position that a read of all rows shows at least. */
  async position(projection: Followed): Promise<number> {
    const standing = await this.standing(projection);
    return standing.length === 0 ? 0 : Math.min(...standing.map(({ reached }) => reached));
  }

  /** Waits until `position` is reached; answers the position reached, which is lower where time ran out. */
  async reach(projection: Followed, position: number, withinMs: number): Promise<number> {
    const deadline = performance.now() + withinMs;
    for (let again = FIRST_LOOK_AGAIN_MS; ; again = Math.min(again * 2, MOST_LOOK_AGAIN_MS)) {
      const reached = await this.position(projection);
      if (reached >= position || performance.now() + again > deadline) return reached;
      await pause(again);
    }
  }
}
