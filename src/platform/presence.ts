/**
 * Says that this process lives, and which read models its code has: what nobody has used for a while may go, and what
 * somebody uses stays.
 */
import type { Pool } from 'pg';
import { withPatience } from './database/patience.js';
import { newId } from './ids.js';
import type { Log } from './log.js';
import { Loop } from './loop.js';
import type { ReadModelVersion } from './projector/projection.js';

const EVERY_MS = 3_000;

export interface PresenceParts {
  pool: Pool;
  readModels: readonly ReadModelVersion[];
  /** What this process reckons with. */
  partitions: number;
  logId: string;
  log: Log;
  /** Called where the database is no longer what this process knows: only a start finds its way in it. */
  giveUp(): void;
}

export class Presence {
  private readonly id = newId();
  private readonly loop: Loop;

  constructor(private readonly parts: PresenceParts) {
    const step = async () => {
      await this.tell();
      return false;
    };
    this.loop = new Loop({ name: 'presence', log: parts.log, pollMs: EVERY_MS, step });
  }

  /** Told before anything else begins. */
  async start(): Promise<void> {
    await withPatience(() => this.tell());
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    await this.parts.pool.query('delete from intake.processes where id = $1', [this.id]);
  }

  private async tell(): Promise<void> {
    const { pool, readModels, partitions, logId } = this.parts;
    await pool.query(
      `insert into intake.processes (id) values ($1) on conflict (id) do update set seen_at = clock_timestamp()`,
      [this.id],
    );
    const { rowCount } = await pool.query(
      `update intake.projections p set used_at = clock_timestamp()
         from unnest($1::text[], $2::integer[]) as mine(name, version)
        where p.name = mine.name and p.version = mine.version`,
      [readModels.map(({ name }) => name), readModels.map(({ version }) => version)],
    );
    const { rows } = await pool.query<{ partitions: number; log_id: string }>(
      'select partitions, log_id from intake.log',
    );
    if (rowCount !== readModels.length) this.giveUp('read models of this process were dropped while it was away');
    else if (rows[0]!.partitions !== partitions) this.giveUp('the log has another number of partitions by now');
    else if (rows[0]!.log_id !== logId) this.giveUp('the log has another identity by now');
  }

  private giveUp(why: string): void {
    this.parts.log.fatal(`${why}: this process ends`);
    this.parts.giveUp();
  }
}
