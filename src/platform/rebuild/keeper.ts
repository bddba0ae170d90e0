/**
 * Keeps the house of read models in order: has those filled that are new to the log, drops those that no process uses any
 * more, and removes what died in the middle. Every process with the projector role runs it; that they do the same is no harm.
 */
import type { ClientBase, Pool } from 'pg';
import { systemClock } from '../clock.js';
import { schemaOf } from '../database/read-model-schema.js';
import { inTransaction } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import type { Log } from '../log.js';
import { Loop } from '../loop.js';
import type { Operations } from '../operations/operations.js';
import { definedProjections, subjectOf } from '../projector/projection.js';
import { dropDebris } from './scratch-table.js';

const LOOK_MS = 2_000;
/** Longer than a process may be away without being gone. */
const UNUSED_MS = 60_000;
/** After an outage of the database those that live say so again within this time. */
const SETTLED_MS = 10_000;
/** A filling that has failed, or was cancelled, is begun again by itself, but not all the time. */
const FILL_AGAIN_MS = 60_000;

interface Version {
  name: string;
  version: number;
}

export class Keeper {
  private readonly loop: Loop;
  /** Since when it has looked without an error. */
  private lookingSinceMs: number | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly operations: Operations,
    private readonly log: Log,
  ) {
    this.loop = new Loop({ name: 'keeper of read models', log, pollMs: LOOK_MS, step: () => this.step() });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async step(): Promise<boolean> {
    const since = this.lookingSinceMs ?? systemClock.monotonicMs();
    this.lookingSinceMs = null;
    await this.fillNew();
    if (systemClock.monotonicMs() - since > SETTLED_MS) await this.dropUnused();
    await dropDebris(this.pool);
    this.lookingSinceMs = since;
    return false;
  }

  private async fillNew(): Promise<void> {
    const { rows } = await this.pool.query<Version>(
      `select name, version from intake.projections p
        where state = 'building' and not exists (
          select from intake.operations o
           where o.subject = array[format('%s.v%s', p.name, p.version)] and o.kind = 'rebuild' and o.state in ('failed', 'cancelled')
             and o.finished_at > clock_timestamp() - $1 * interval '1 ms')`,
      [FILL_AGAIN_MS],
    );
    const mine = new Set(definedProjections().map(subjectOf));
    for (const subject of rows.map(subjectOf)) if (mine.has(subject)) await this.fill(subject);
  }

  private async fill(subject: string): Promise<void> {
    try {
      await this.operations.start({ kind: 'rebuild', subject: [subject], options: {}, startedBy: 'intake' });
      this.log.info({ subject }, 'a read model that is new to the log is being filled');
    } catch (error) {
      // It is being filled already.
      if (!(error instanceof Problem && error.code === 'state-conflict')) throw error;
    }
  }

  /** Of older code, and of newer code that was taken back. */
  private async dropUnused(): Promise<void> {
    const { rows } = await this.pool.query<Version>(
      `select name, version from intake.projections where used_at < clock_timestamp() - $1 * interval '1 ms'`,
      [UNUSED_MS],
    );
    const mine = new Set(definedProjections().map(subjectOf));
    for (const version of rows.filter((each) => !mine.has(subjectOf(each)))) {
      if (await inTransaction(this.pool, (client) => drop(client, version))) {
        this.log.info({ subject: subjectOf(version) }, 'a read model that no process uses any more is dropped');
      }
    }
  }
}

/** false: somebody uses it after all. */
async function drop(client: ClientBase, { name, version }: Version): Promise<boolean> {
  const { rowCount } = await client.query(
    `delete from intake.projections
      where name = $1 and version = $2 and used_at < clock_timestamp() - $3 * interval '1 ms'`,
    [name, version, UNUSED_MS],
  );
  if (rowCount === 0) return false;
  for (const table of ['checkpoints', 'parked', 'skips']) {
    await client.query(`delete from intake.${table} where projection = $1 and version = $2`, [name, version]);
  }
  await client.query(`drop table if exists "${schemaOf(version)}"."${name}"`);
  return true;
}
