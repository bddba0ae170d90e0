/**
 * Guarantee: a batch's rows and its checkpoints are one transaction, the checkpoints first (G6).
 */
import type { ClientBase, Pool } from 'pg';
import type { ObjectLiteral } from 'typeorm';
import type { RecordedEvent } from '../../events/event.js';
import { inTransaction } from '../database/transaction.js';
import type { Checkpoint, Checkpoints, Move } from './checkpoint.js';
import { byKey, foldRows, keysToLoad } from './fold.js';
import { type Part, partsOf } from './parts.js';
import type { Projection } from './projection.js';
import type { ReadModelTable } from './table.js';

export class BatchWriter<Row extends ObjectLiteral> {
  constructor(
    private readonly pool: Pool,
    private readonly projection: Projection<Row>,
    private readonly table: ReadModelTable<Row>,
    private readonly checkpoints: Checkpoints,
  ) {}

  /** Applies the events and moves the checkpoints. Rejects with CheckpointLost where someone else was first. */
  write(moves: readonly Move[], events: readonly RecordedEvent[]): Promise<Checkpoint[]> {
    return inTransaction(this.pool, async (client) => {
      const moved = await this.checkpoints.move(client, moves);
      for (const part of partsOf(this.projection, events)) await this.apply(client, part);
      return moved;
    });
  }

  private async apply(client: ClientBase, { events, sweep }: Part): Promise<void> {
    const loaded = await this.table.load(client, keysToLoad(this.projection, events));
    await this.table.save(client, foldRows(this.projection, events, byKey(loaded)).values());
    if (sweep) await client.query(sweep(this.table.name));
  }
}
