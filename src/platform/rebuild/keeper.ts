/**
 * Keeps the house of read models in order: has those filled that are new to the log, drops those that no process uses any
 * more, and removes what died in the middle. Every process with the projector role runs it; that they do the same is no harm.
 */
import type { ClientBase, Pool } from 'pg';
import { systemClock } from '../clock.js';
import { tableOf } from '../database/read-model-schema.js';
import { inTransaction } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import type { Log } from '../log.js';
import { Loop } from '../loop.js';
import type { Operations } from '../operations/operations.js';
import { definedProjections, type ReadModelVersion, subjectOf } from '../projector/projection.js';
import { dropDebris } from './scratch-table.js';

const LOOK_MS = 2_000;
/** Longer than a process may be away without being gone. */
const UNUSED_MS = 60_000;
/** After an outage of the database those that live say so again within this time. */
const SETTLED_MS = 10_000;
/** A filling that has failed, or was cancelled, is begun again by itself, but not all the time. */
const FILL_AGAIN_MS = 60_000;

export class Keeper {
  private readonly loop: Loop;
  /** Subject → when nobody seemed to use it, and since when. */
  private readonly unused = new Map<string, { usedAt: string; sinceMs: number }>();

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
    await dropDebris(this.pool, this.log);
    await this.fillNew();
    for (const version of await this.unusedForLong()) await this.drop(version);
    await this.pool.query(`delete from intake.processes where seen_at < clock_timestamp() - interval '1 day'`);
    return false;
  }

  private async fillNew(): Promise<void> {
    const { rows } = await this.pool.query<ReadModelVersion>(
      `select name, version from intake.projections p
        where state = 'building'
          and not exists (select from intake.operation_holds where subject = format('%s.v%s', p.name, p.version))
          and not exists (
            select from intake.operations o
             where o.subject = array[format('%s.v%s', p.name, p.version)] and o.kind = 'rebuild'
               and o.state in ('failed', 'cancelled') and o.finished_at > clock_timestamp() - $1 * interval '1 ms')`,
      [FILL_AGAIN_MS],
    );
    for (const version of rows) if (isOurs(version)) await this.fill(version);
  }

  /** Nobody has asked for it: it is no act that the log has to tell of. */
  private async fill(version: ReadModelVersion): Promise<void> {
    const subject = subjectOf(version);
    try {
      await inTransaction(this.pool, (client) =>
        this.operations.start(client, { kind: 'rebuild', subject: [subject], options: {}, startedBy: 'intake' }),
      );
      this.operations.wake.ring();
      this.log.info({ subject }, 'a read model that is new to the log is being filled');
    } catch (error) {
      // Another process was faster.
      if (!(error instanceof Problem && error.code === 'state-conflict')) throw error;
    }
  }

  /**
   * Of older code, and of newer code that was taken back. Looked at twice: after an outage of the database, or when its
   * clock has jumped, those that live must first have had the time to say so.
   */
  private async unusedForLong(): Promise<ReadModelVersion[]> {
    const { rows } = await this.pool.query<ReadModelVersion & { usedAt: string }>(
      `select name, version, used_at as "usedAt" from intake.projections
        where used_at < clock_timestamp() - $1 * interval '1 ms'`,
      [UNUSED_MS],
    );
    const nowMs = systemClock.monotonicMs();
    return rows.filter((version) => {
      const before = this.unused.get(subjectOf(version));
      const sinceMs = before?.usedAt === version.usedAt ? before.sinceMs : nowMs;
      this.unused.set(subjectOf(version), { usedAt: version.usedAt, sinceMs });
      return !isOurs(version) && nowMs - sinceMs > SETTLED_MS;
    });
  }

  /** Where something of somebody's depends on it, it stays, and the others go all the same. */
  private async drop(version: ReadModelVersion): Promise<void> {
    const subject = subjectOf(version);
    try {
      if (!(await inTransaction(this.pool, (client) => dropVersion(client, version)))) return;
      this.log.info({ subject }, 'a read model that no process uses any more is dropped');
    } catch (error) {
      this.log.warn(
        { subject, error: (error as Error).message },
        'a read model that no process uses cannot be dropped',
      );
    }
  }
}

const isOurs = (version: ReadModelVersion): boolean => definedProjections().map(subjectOf).includes(subjectOf(version));

/** false: somebody uses it after all. What an admin had it skip, and why, is kept. */
async function dropVersion(client: ClientBase, version: ReadModelVersion): Promise<boolean> {
  const { rowCount } = await client.query(
    `delete from intake.projections
      where name = $1 and version = $2 and used_at < clock_timestamp() - $3 * interval '1 ms'`,
    [version.name, version.version, UNUSED_MS],
  );
  if (rowCount === 0) return false;
  for (const table of ['checkpoints', 'parked']) {
    await client.query(`delete from intake.${table} where projection = $1 and version = $2`, [
      version.name,
      version.version,
    ]);
  }
  await endOperations(client, subjectOf(version));
  await client.query(`drop table if exists ${tableOf(version)}`);
  return true;
}

/** Those that nobody can work on any more, since nobody has its code: what else they hold must be free again. */
async function endOperations(client: ClientBase, subject: string): Promise<void> {
  await client.query(
    `with ended as (
       update intake.operations
          set state = 'failed', error = $2, finished_at = clock_timestamp(), phase = null, saved = null,
              revision = revision + 1
        where state = 'running' and $1 = any(subject) returning id)
     delete from intake.operation_holds where operation in (select id from ended)`,
    [subject, `no process has the code of ${subject} any more`],
  );
}
