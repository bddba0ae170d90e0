/**
 * How far projections have come (design §8, "How far"). A partition is as far as its checkpoint; and where it has
 * everything that was published for it, it is as far as the relay, for what came since is not for it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientBase } from 'pg';

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
}

const FIRST_LOOK_AGAIN_MS = 2;
const MOST_LOOK_AGAIN_MS = 50;

export class Progress {
  /** A pool, or a connection whose transaction is to be looked at. */
  constructor(private readonly database: Pick<ClientBase, 'query'>) {}

  /** One snapshot of every partition of a projection; empty where no process has begun it. */
  async standing(projection: { name: string; version: number }): Promise<PartitionStanding[]> {
    const { rows } = await this.database.query<PartitionStanding>({
      name: 'standing',
      text: `select c.partition, c.position as checkpoint, coalesce(h.position, 0) as head, r.checkpoint as relay,
                    greatest(c.position, case when c.position >= coalesce(h.position, 0) then r.checkpoint end) as reached,
                    (extract(epoch from clock_timestamp() - c.moved_at) * 1000)::bigint as "unmovedMs"
               from intake.checkpoints c cross join intake.relay r left join intake.relay_heads h using (partition)
              where c.projection = $1 and c.version = $2 order by c.partition`,
      values: [projection.name, projection.version],
    });
    return rows;
  }

  /** The position that a read of all rows (or of one partition's) shows at least. */
  async position(projection: { name: string; version: number }, partition?: number): Promise<number> {
    const standing = await this.standing(projection);
    const looked = partition === undefined ? standing : standing.slice(partition, partition + 1);
    return looked.length === 0 ? 0 : Math.min(...looked.map(({ reached }) => reached));
  }

  /** Waits until `position` is reached; answers the position reached, which is lower where time ran out. */
  async reach(
    projection: { name: string; version: number },
    position: number,
    { partition, withinMs }: { partition?: number; withinMs: number },
  ): Promise<number> {
    const deadline = performance.now() + withinMs;
    for (let again = FIRST_LOOK_AGAIN_MS; ; again = Math.min(again * 2, MOST_LOOK_AGAIN_MS)) {
      const reached = await this.position(projection, partition);
      if (reached >= position || performance.now() + again > deadline) return reached;
      await pause(again);
    }
  }
}
