/**
 * All slices of the log, side by side. Guarantee: when `goTo` resolves, the table holds the fold of every event up to
 * that position (or to the limits of its partition).
 */
import type { Pool } from 'pg';
import { type Failure, LeftOut, type Place } from '../projector/left-out.js';
import type { Projection } from '../projector/projection.js';
import type { TableShape } from '../projector/table.js';
import { LogReader } from '../store/reader.js';
import { type Limits, LogSlice, type Slice } from './log-slice.js';
import { TableFill } from './table-fill.js';

/** What could not be applied, as plain data. */
export type Failed = Failure['event'] & { error: string };

export interface Slices {
  /** `onward` hears the position that the slices have reached on average. */
  goTo(position: number, onward: (position: number) => void): Promise<void>;
  /** What could not be applied so far: one event a stream. */
  failures(): Failed[];
  end(): Promise<void>;
}

/** What there is to fill. Plain data: it may be sent to another thread. */
export interface Filling {
  projection: string;
  table: TableShape;
  /** null: as far as `goTo` says. */
  limits: Limits | null;
  skipped: Place[];
  /** Streams that go no further than these events, which are left out. */
  parked: Place[];
}

export class OpenSlice {
  private readonly leftOut = new LeftOut();
  private readonly slice: LogSlice<object>;

  constructor(pool: Pool, projection: Projection, filling: Filling, slice: Slice) {
    for (const place of filling.skipped) this.leftOut.skip(place);
    for (const place of filling.parked) this.leftOut.park(place);
    const fill = new TableFill(pool, projection, filling.table, this.leftOut);
    this.slice = new LogSlice(new LogReader(pool), fill, slice, filling.limits);
  }

  goTo(position: number, onward: (position: number) => void, signal?: AbortSignal): Promise<void> {
    return this.slice.goTo(position, onward, signal);
  }

  failures(): Failed[] {
    return this.leftOut.failures.map(({ event: { position, stream, version, type }, error }) => ({
      position,
      stream,
      version,
      type,
      error: error instanceof Error ? error.message : String(error),
    }));
  }
}

/** The whole log as one slice, on this thread: for a log so short that threads would take longer to begin. */
export class OneSlice implements Slices {
  private readonly slice: OpenSlice;
  private readonly ended = new AbortController();

  constructor(pool: Pool, projection: Projection, filling: Filling) {
    this.slice = new OpenSlice(pool, projection, filling, { index: 0, of: 1 });
  }

  goTo(position: number, onward: (position: number) => void): Promise<void> {
    return this.slice.goTo(position, onward, this.ended.signal);
  }

  failures(): Failed[] {
    return this.slice.failures();
  }

  async end(): Promise<void> {
    this.ended.abort(new Error('ended'));
  }
}
