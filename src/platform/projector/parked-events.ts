/**
 * What admins do about parked events. By stream: the stream is folded anew at once. In sequence its fold is not the log's
 * (a sweep concerns other streams' rows), so that a rebuild of the whole does it.
 */
import type { ClientBase, Pool } from 'pg';
import type { DataSource, ObjectLiteral } from 'typeorm';
import { inTransaction } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import type { Operation } from '../operations/operation.js';
import type { Operations } from '../operations/operations.js';
import { type HeldMarker, holdMarker } from './held-marker.js';
import { isByStream, type Projection, type ReadModelVersion, type StreamProjection, subjectOf } from './projection.js';
import { Refold, type Refolded } from './refold.js';
import { recordSkip } from './skips.js';
import { ReadModelTable, shapeOf } from './table.js';

export interface Skip {
  reason: string;
  by: string;
}

export class ParkedEvents {
  constructor(
    private readonly pool: Pool,
    /** For what it knows of entities. */
    private readonly dataSource: DataSource,
    private readonly operations: Operations,
  ) {}

  /** null: nothing is parked at this position. */
  retry<Row extends ObjectLiteral>(
    projection: Projection<Row>,
    position: number,
    by: string,
  ): Promise<Refolded | Operation | null> {
    return this.anew(projection, position, by, async () => {});
  }

  /** The event is left out for good; then as a retry. */
  skip<Row extends ObjectLiteral>(
    projection: Projection<Row>,
    position: number,
    skip: Skip,
  ): Promise<Refolded | Operation | null> {
    return this.anew(projection, position, skip.by, (client, marker) => recordSkip(client, projection, marker, skip));
  }

  private async anew<Row extends ObjectLiteral>(
    projection: Projection<Row>,
    position: number,
    by: string,
    prepare: (client: ClientBase, marker: HeldMarker) => Promise<void>,
  ): Promise<Refolded | Operation | null> {
    if (!isByStream(projection)) await this.refuseWhileVerified(projection);
    const held = await inTransaction(this.pool, async (client) => {
      const marker = await holdMarker(client, projection, position);
      if (!marker) return null;
      await prepare(client, marker);
      return isByStream(projection) ? this.refold(client, projection, marker) : 'a rebuild';
    });
    return held === 'a rebuild' ? this.rebuild(projection, by) : held;
  }

  /** Before anything is written: the rebuild that must follow could not be begun. */
  private async refuseWhileVerified(projection: ReadModelVersion): Promise<void> {
    const running = await this.operations.running(subjectOf(projection));
    if (!running.some(({ kind }) => kind === 'verify')) return;
    throw new Problem('state-conflict', 'a verify works on it: wait for its end, or cancel it');
  }

  private refold<Row extends ObjectLiteral>(
    client: ClientBase,
    projection: StreamProjection<Row>,
    marker: HeldMarker,
  ): Promise<Refolded> {
    const table = new ReadModelTable<Row>(shapeOf(this.dataSource, projection));
    return new Refold(projection, table).run(client, marker, marker.fromVersion);
  }

  /** One that runs already does as well: what is skipped meanwhile, it leaves out. */
  private async rebuild(projection: ReadModelVersion, startedBy: string): Promise<Operation> {
    const subject = subjectOf(projection);
    try {
      return (await this.operations.start({ kind: 'rebuild', subject: [subject], options: {}, startedBy })).operation;
    } catch (error) {
      const running = (await this.operations.running(subject)).find(({ kind }) => kind === 'rebuild');
      if (running) return running;
      throw error;
    }
  }
}
