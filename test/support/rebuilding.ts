/** Rebuilds and verifies of the counting projection, on the thread of the test. */
import { Client } from 'pg';
import type { Operation } from '../../src/platform/operations/operation.js';
import { type Projection, subjectOf } from '../../src/platform/projector/projection.js';
import { Rebuild } from '../../src/platform/rebuild/rebuild.js';
import { Verify } from '../../src/platform/rebuild/verify.js';
import type { CountRow } from './counting.js';
import { silent, type TestDatabase } from './database.js';
import type { FollowingProcess } from './followers.js';
import { LOG } from './following-counts.js';
import { Working } from './working.js';

type Kind = 'rebuild' | 'verify';

export class Rebuilding {
  readonly working: Working;
  private readonly subject: string[];

  constructor(
    private readonly database: TestDatabase,
    private readonly process: FollowingProcess,
    private readonly projection: Projection<CountRow>,
  ) {
    this.working = new Working(database);
    this.subject = [subjectOf(projection)];
  }

  /** A process that works on them. */
  work(): void {
    const { url: databaseUrl, pool } = this.database;
    const { dataSource } = this.process.parts;
    const projections = [this.projection as unknown as Projection];
    const parts = { databaseUrl, pool, dataSource, partitions: LOG.partitions, projections, log: silent, threads: 0 };
    this.working.worker([new Rebuild(parts), new Verify(parts)], this.subject);
  }

  /** Starts one and answers its id. */
  start(kind: Kind, options: Record<string, unknown> = {}): Promise<string> {
    return this.working.start({ kind, subject: this.subject, options });
  }

  /** Starts one and waits for its end. */
  async run(kind: Kind, options?: Record<string, unknown>): Promise<Operation> {
    return this.working.ended(await this.start(kind, options));
  }

  /** A rebuild that has come to its swap, where a reader that takes its time keeps it; `letGo` ends that reader. */
  async heldAtItsSwap(): Promise<{ id: string; letGo(): Promise<void> }> {
    const reader = new Client({ connectionString: this.database.url });
    await reader.connect();
    await reader.query('begin; select count(*) from read_v1.counts');
    this.work();
    const id = await this.start('rebuild');
    await this.working.reaches(id, 'is at its swap', ({ phase }) => phase === 'swapping');
    return { id, letGo: () => reader.end() };
  }
}
