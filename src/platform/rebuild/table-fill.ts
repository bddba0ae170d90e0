/**
 * Folds events into a table that nobody else writes. Guarantee: after a flush its rows are the exact fold of all events
 * applied. Rows stay in memory until there are many, so that one that changes often in a short while is written once,
 * and memory stays flat however long the log is.
 */
import type { Pool } from 'pg';
import type { ObjectLiteral } from 'typeorm';
import { inTransaction } from '../database/transaction.js';
import { BatchApply } from '../projector/batch-apply.js';
import { keysToLoad, keyText, type Rows } from '../projector/fold.js';
import type { LeftOut } from '../projector/left-out.js';
import { isByStream, type Projection } from '../projector/projection.js';
import { ReadModelTable, type TableShape } from '../projector/table.js';
import { makeChanges, readChanges } from '../projector/tolerant-fold.js';
import type { StoredEvent } from '../store/stored-event.js';
import { copyRows } from './copy.js';

const ROWS_IN_MEMORY = 20_000;

export class TableFill<Row extends ObjectLiteral> {
  private readonly rows: Rows<Row> = new Map();
  private readonly changed = new Set<string>();
  /** Keys in memory of which the table has a row. */
  private readonly standing = new Set<string>();
  private readonly table: ReadModelTable<Row>;
  private readonly batch: BatchApply<Row>;

  constructor(
    private readonly pool: Pool,
    private readonly projection: Projection<Row>,
    private readonly shape: TableShape,
    readonly leftOut: LeftOut,
  ) {
    this.table = new ReadModelTable(shape);
    this.batch = new BatchApply(projection, this.table);
  }

  /** Answers whether everything applied so far stands in the table. Rejects where the database refuses a row. */
  async apply(events: readonly StoredEvent[]): Promise<boolean> {
    // What sweeps over all rows needs them in the table.
    if (!isByStream(this.projection)) return this.applyAtOnce(events);
    const changes = readChanges(this.projection, events, this.leftOut);
    await this.load(keysToLoad(changes));
    for (const [text, keyed] of makeChanges(changes, this.rows, this.leftOut)) {
      this.rows.set(text, keyed);
      this.changed.add(text);
    }
    if (this.rows.size < ROWS_IN_MEMORY) return false;
    await this.flush();
    return true;
  }

  /** The slow way, for where the database refuses data: what is at fault is found, and left out. */
  async applyAtOnce(events: readonly StoredEvent[]): Promise<true> {
    await inTransaction(this.pool, (client) => this.batch.applyApart(client, events, this.leftOut));
    return true;
  }

  async flush(): Promise<void> {
    const all = [...this.changed].map((text) => ({ text, keyed: this.rows.get(text)! }));
    const known = all.filter(({ text }) => this.standing.has(text)).map(({ keyed }) => keyed);
    const born = all.filter(({ text }) => !this.standing.has(text)).flatMap(({ keyed }) => keyed.row ?? []);
    this.forget();
    if (known.length + born.length === 0) return;
    await inTransaction(this.pool, async (client) => {
      await copyRows(client, this.shape, born);
      await this.table.save(client, known);
    });
  }

  /** Back to what stands in the table. */
  forget(): void {
    this.rows.clear();
    this.changed.clear();
    this.standing.clear();
  }

  /** Of these keys, what the table may have and memory has not. */
  private async load(keys: readonly Partial<Row>[]): Promise<void> {
    const wanted = keys.filter((key) => !this.rows.has(keyText(key)));
    for (const keyed of await this.table.load(this.pool, wanted)) {
      const text = keyText(keyed.key);
      this.rows.set(text, keyed);
      this.standing.add(text);
    }
  }
}
