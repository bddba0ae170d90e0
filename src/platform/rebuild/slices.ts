/**
 * All slices of the log, side by side. Guarantee: when `goTo` resolves, the table holds the exact fold of every event up
 * to that position (or to the limits of its partition).
 */
import type { Pool } from 'pg';
import type { Projection } from '../projector/projection.js';
import type { TableShape } from '../projector/table.js';
import { LogReader } from '../store/reader.js';
import { type Limits, LogSlice, type Slice } from './log-slice.js';
import { TableFill } from './table-fill.js';

export interface Slices {
  /** `onward` hears the position that the slices have reached on average. */
  goTo(position: number, onward: (position: number) => void): Promise<void>;
  end(): Promise<void>;
}

/** What there is to fill. Plain data: it may be sent to another thread. */
export interface Filling {
  projection: string;
  table: TableShape;
  limits: Limits | null;
}

export const openSlice = (
  pool: Pool,
  projection: Projection,
  { table, limits }: Filling,
  slice: Slice,
): LogSlice<object> => new LogSlice(new LogReader(pool), new TableFill(pool, projection, table), slice, limits);

/** The whole log as one slice, on this thread: for a log so short that threads would take longer to begin. */
export class OneSlice implements Slices {
  private readonly slice: LogSlice<object>;
  private readonly ended = new AbortController();

  constructor(pool: Pool, projection: Projection, filling: Filling) {
    this.slice = openSlice(pool, projection, filling, { index: 0, of: 1 });
  }

  goTo(position: number, onward: (position: number) => void): Promise<void> {
    return this.slice.goTo(position, onward, this.ended.signal);
  }

  async end(): Promise<void> {
    this.ended.abort(new Error('ended'));
  }
}
