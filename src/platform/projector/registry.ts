/**
 * Which read models stand, and which of them are followed. Guarantee: from the moment that a pause is acknowledged until
 * its resume no batch is written, one in flight included, in whatever process; both outlive every restart.
 */
import type { ClientBase, Pool } from 'pg';
import type { ReadModelVersion } from './projection.js';

export interface Registered {
  state: 'building' | 'live';
  paused: boolean;
}

export class Registry {
  constructor(private readonly pool: Pool) {}

  /** null: it has never been made. */
  async find({ name, version }: ReadModelVersion): Promise<Registered | null> {
    const { rows } = await this.pool.query<Registered>({
      name: 'projection-registered',
      text: 'select state, paused from intake.projections where name = $1 and version = $2',
      values: [name, version],
    });
    return rows[0] ?? null;
  }

  /** When the transaction of the client is committed. Answers whether it was not so before. */
  pause(client: ClientBase, projection: ReadModelVersion): Promise<boolean> {
    return this.set(client, projection, true);
  }

  resume(client: ClientBase, projection: ReadModelVersion): Promise<boolean> {
    return this.set(client, projection, false);
  }

  /**
   * Each checkpoint's revision is raised, so that whoever has a batch in hand loses its compare-and-set; and what is
   * resumed has its time anew before it is called stalled.
   */
  private async set(client: ClientBase, { name, version }: ReadModelVersion, paused: boolean): Promise<boolean> {
    const checkpoints = 'intake.checkpoints where projection = $1 and version = $2';
    await client.query(`select from ${checkpoints} order by partition for update`, [name, version]);
    const { rowCount } = await client.query(
      'update intake.projections set paused = $3 where name = $1 and version = $2 and paused <> $3',
      [name, version, paused],
    );
    if (rowCount === 0) return false;
    await client.query(
      `update intake.checkpoints set revision = revision + 1, moved_at = clock_timestamp()
        where projection = $1 and version = $2`,
      [name, version],
    );
    return true;
  }
}
