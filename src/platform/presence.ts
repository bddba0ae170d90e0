/**
 * Says that this process lives, and which read models its code has: what nobody has used for a while may go, and what
 * somebody uses stays.
 */
import type { Pool } from 'pg';
import { newId } from './ids.js';
import type { Log } from './log.js';
import { Loop } from './loop.js';
import type { ReadModelVersion } from './projector/projection.js';

const EVERY_MS = 3_000;

export class Presence {
  private readonly id = newId();
  private readonly loop: Loop;

  constructor(
    private readonly pool: Pool,
    private readonly readModels: readonly ReadModelVersion[],
    private readonly log: Log,
    /** Called where its read models are there no more: what this process is for, only a start makes again. */
    private readonly giveUp: () => void,
  ) {
    const step = async () => {
      await this.tell();
      return false;
    };
    this.loop = new Loop({ name: 'presence', log, pollMs: EVERY_MS, step });
  }

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    await this.pool.query('delete from intake.processes where id = $1', [this.id]);
  }

  private async tell(): Promise<void> {
    await this.pool.query(
      `insert into intake.processes (id) values ($1) on conflict (id) do update set seen_at = clock_timestamp()`,
      [this.id],
    );
    const { rowCount } = await this.pool.query(
      `update intake.projections p set used_at = clock_timestamp()
         from unnest($1::text[], $2::integer[]) as mine(name, version)
        where p.name = mine.name and p.version = mine.version`,
      [this.readModels.map(({ name }) => name), this.readModels.map(({ version }) => version)],
    );
    if (rowCount === this.readModels.length) return;
    this.log.fatal(
      'read models of this process were dropped while it was away: it ends, and makes them anew at its next start',
    );
    this.giveUp();
  }
}
