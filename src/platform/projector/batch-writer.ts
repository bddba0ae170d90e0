/**
 * Guarantee: a batch's rows and its checkpoints are one transaction, the checkpoints first (G6).
 */
import type { ClientBase, Pool } from 'pg';
import type { ObjectLiteral } from 'typeorm';
import type { RecordedEvent } from '../../events/event.js';
import { inTransaction } from '../database/transaction.js';
import type { Checkpoint, Checkpoints, Move } from './checkpoint.js';
import { foldRows, keysToLoad } from './fold.js';
import { type Projection, sweepFor } from './projection.js';
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
      for (const part of this.parts(events)) await this.apply(client, part);
      return moved;
    });
  }

  private async apply(client: ClientBase, { events, sweep }: Part): Promise<void> {
    const loaded = await this.table.load(client, keysToLoad(this.projection, events));
    await this.table.save(client, foldRows(this.projection, events, loaded).values());
    if (sweep) await client.query(sweep(this.table.name));
  }

  /** A sweeping change sees all rows of the events before it, and none of those after it. */
  private parts(events: readonly RecordedEvent[]): Part[] {
    const parts: Part[] = [];
    let rest: RecordedEvent[] = [];
    for (const event of events) {
      rest.push(event);
      const sweep = sweepFor(this.projection, event.type);
      if (!sweep) continue;
      parts.push({ events: rest, sweep: (table) => sweep(event as never, table) });
      rest = [];
    }
    if (rest.length > 0) parts.push({ events: rest });
    return parts;
  }
}

interface Part {
  events: RecordedEvent[];
  sweep?: (table: string) => { text: string; values: unknown[] };
}
