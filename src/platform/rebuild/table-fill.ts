/**
 * Folds events into a table that nobody else writes. Guarantee: after a flush its rows are the exact fold of all events
 * applied. Rows stay in memory until there are many, so that one that changes often in a short while is written once,
 * and memory stays flat however long the log is.
 */
import type { Pool } from 'pg';
import type { ObjectLiteral } from 'typeorm';
import type { RecordedEvent } from '../../events/event.js';
import { inTransaction } from '../database/transaction.js';
import { changeOf, foldRows, type Keyed, keysToLoad, keyText } from '../projector/fold.js';
import { partsOf } from '../projector/parts.js';
import { type Projection, sweepFor } from '../projector/projection.js';
import { ReadModelTable, type TableShape } from '../projector/table.js';
import { copyRows } from './copy.js';

const ROWS_IN_MEMORY = 20_000;

/** A row of the fold, and whether the table has one of this key. */
interface Held<Row> extends Keyed<Row> {
  stands: boolean;
  changed: boolean;
}

export class TableFill<Row extends ObjectLiteral> {
  private readonly rows = new Map<string, Held<Row>>();
  private readonly table: ReadModelTable<Row>;

  constructor(
    private readonly pool: Pool,
    private readonly projection: Projection<Row>,
    private readonly shape: TableShape,
  ) {
    this.table = new ReadModelTable(shape);
  }

  async apply(events: readonly RecordedEvent[]): Promise<void> {
    for (const part of partsOf(this.projection, events)) {
      await this.fold(part);
      const last = part.at(-1)!;
      const sweep = sweepFor(this.projection, last.type);
      if (sweep) await this.sweep(sweep(last as never, this.shape.name));
    }
    if (this.rows.size > ROWS_IN_MEMORY) await this.flush();
  }

  /** Everything applied stands in the table when it resolves; memory is empty then. */
  async flush(): Promise<void> {
    const changed = [...this.rows.values()].filter((held) => held.changed);
    this.rows.clear();
    const [known, fresh] = [changed.filter(({ stands }) => stands), changed.filter(({ stands }) => !stands)];
    const born = fresh.flatMap(({ row }) => row ?? []);
    if (known.length + born.length === 0) return;
    await inTransaction(this.pool, async (client) => {
      await copyRows(client, this.shape, born);
      await this.table.save(client, known);
    });
  }

  private async fold(events: readonly RecordedEvent[]): Promise<void> {
    await this.load(events);
    for (const [text, { key, row }] of foldRows(this.projection, events, this.rows)) {
      this.rows.set(text, { key, row, stands: this.rows.get(text)?.stands ?? false, changed: true });
    }
  }

  private async sweep(change: { text: string; values: unknown[] }): Promise<void> {
    await this.flush();
    await this.pool.query(change);
  }

  /** What the table may have of these keys, and memory has not. */
  private async load(events: readonly RecordedEvent[]): Promise<void> {
    const wanted = keysToLoad(events.flatMap((event) => changeOf(this.projection, event) ?? [])).filter(
      (key) => !this.rows.has(keyText(key)),
    );
    if (wanted.length === 0) return;
    for (const { key, row } of await this.table.load(this.pool, wanted)) {
      this.rows.set(keyText(key), { key, row, stands: true, changed: false });
    }
  }
}
