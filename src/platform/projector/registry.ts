/**
 * Which read models stand, and which of them are followed. Guarantee: from the moment that a pause is acknowledged until
 * its resume no batch is written, one in flight included, in whatever process; both outlive every restart.
 */
import type { Pool } from 'pg';
import { inTransaction } from '../database/transaction.js';
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

  pause(projection: ReadModelVersion): Promise<void> {
    return this.set(projection, true);
  }

  resume(projection: ReadModelVersion): Promise<void> {
    return this.set(projection, false);
  }

  /**
   * Each checkpoint's revision is raised, so that whoever has a batch in hand loses its compare-and-set; and what is
   * resumed has its time anew before it is called stalled.
   */
  private set({ name, version }: ReadModelVersion, paused: boolean): Promise<void> {
    return inTransaction(this.pool, async (client) => {
      const checkpoints = 'intake.checkpoints where projection = $1 and version = $2';
      await client.query(`select from ${checkpoints} order by partition for update`, [name, version]);
      const { rowCount } = await client.query(
        'update intake.projections set paused = $3 where name = $1 and version = $2 and paused <> $3',
        [name, version, paused],
      );
      if (rowCount === 0) return;
      await client.query(
        `update intake.checkpoints set revision = revision + 1, moved_at = clock_timestamp()
          where projection = $1 and version = $2`,
        [name, version],
      );
    });
  }
}
