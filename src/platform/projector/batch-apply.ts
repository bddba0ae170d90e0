/**
 * Applies events to a read model's table, inside the caller's transaction. Guarantee: an event that cannot be applied
 * changes nothing and is told by itself; those of other streams are all applied (G10).
 */
import type { ClientBase } from 'pg';
import type { ObjectLiteral } from 'typeorm';
import { isKnown, recorded, type StoredEvent } from '../store/stored-event.js';
import { byKey, changesRows, type Keyed, keysToLoad } from './fold.js';
import type { LeftOut } from './left-out.js';
import { partsOf } from './parts.js';
import { linesOf, type Projection, sweepFor } from './projection.js';
import type { ReadModelTable } from './table.js';
import { makeChanges, readChanges } from './tolerant-fold.js';

/** The database refuses what an event makes: data exceptions, constraints, and what is too large for an index. */
const REFUSED_DATA = /^(22|23|54)/;

export const isRefusedData = (error: unknown): boolean => REFUSED_DATA.test(`${(error as { code?: unknown }).code}`);

export class BatchApply<Row extends ObjectLiteral> {
  constructor(
    private readonly projection: Projection<Row>,
    private readonly table: ReadModelTable<Row>,
  ) {}

  /** Also what this build does not know: that has to be parked. */
  changesAnything(events: readonly StoredEvent[]): boolean {
    const { projection } = this;
    return events.some(
      (event) => !isKnown(event) || changesRows(projection, event.type) || sweepFor(projection, event.type),
    );
  }

  /** What cannot be folded stands in `leftOut`. Rejects where the database refuses data: of which event, is not known. */
  async apply(client: ClientBase, events: readonly StoredEvent[], leftOut: LeftOut): Promise<void> {
    for (const part of partsOf(this.projection, events)) {
      const changes = readChanges(this.projection, part, leftOut);
      const loaded = await this.table.load(client, keysToLoad(changes));
      const rows = makeChanges(changes, byKey(loaded), leftOut);
      await this.table.save(client, rows.values());
      await this.arrange(client, [...loaded, ...rows.values()]);
      await this.sweep(client, part.at(-1)!, leftOut);
    }
  }

  /** Where the database refuses data, the events are halved until the one at fault stands alone, in `leftOut`. */
  async applyApart(client: ClientBase, events: readonly StoredEvent[], leftOut: LeftOut): Promise<void> {
    try {
      await client.query('savepoint apart');
      await this.apply(client, events, leftOut);
      await client.query('release savepoint apart');
    } catch (error) {
      if (!isRefusedData(error)) throw error;
      await client.query('rollback to savepoint apart; release savepoint apart');
      if (events.length === 1) return leftOut.fail(events[0]!, error);
      const half = events.length >> 1;
      await this.applyApart(client, events.slice(0, half), leftOut);
      await this.applyApart(client, events.slice(half), leftOut);
    }
  }

  /** Both the lines that rows have left and those that they stand in now. */
  private async arrange(client: ClientBase, touched: readonly Keyed<Row>[]): Promise<void> {
    const lines = linesOf(this.projection);
    if (!lines) return;
    const changed = new Map<string, string[]>();
    for (const { row } of touched) {
      const line = row && lines.of(row);
      if (line) changed.set(JSON.stringify(line), line);
    }
    if (changed.size > 0) await client.query(lines.arrange([...changed.values()], this.table.name));
  }

  private async sweep(client: ClientBase, event: StoredEvent, leftOut: LeftOut): Promise<void> {
    const sweep = sweepFor(this.projection, event.type);
    if (!sweep || leftOut.has(event)) return;
    let statement: ReturnType<typeof sweep>;
    try {
      statement = sweep(recorded(event) as never, this.table.name);
    } catch (error) {
      return leftOut.fail(event, error);
    }
    await client.query(statement);
  }
}
