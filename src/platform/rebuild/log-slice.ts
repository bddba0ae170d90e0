/**
 * Reads a slice of the log, the streams of one hash, in order, into a table. Guarantee: when `goTo` resolves, the table
 * holds the fold of every event of the slice up to that position, or to the limit of its partition.
 */
import { setImmediate as asked } from 'node:timers/promises';
import type { ObjectLiteral } from 'typeorm';
import { isRefusedData } from '../projector/batch-apply.js';
import { partitionOf } from '../store/partition.js';
import type { LogReader } from '../store/reader.js';
import type { StoredEvent } from '../store/stored-event.js';
import { ahead } from '../waiting.js';
import type { TableFill } from './table-fill.js';

export interface Slice {
  index: number;
  of: number;
}

/** Of each partition, the position that its events are wanted up to. */
export type Limits = readonly number[];

interface Page {
  events: StoredEvent[];
  lookedAt: number;
}

const PAGE = 2_000;
/** No statement looks at more of the log than this, however few of its events are wanted. */
const WINDOW = 50_000;

export class LogSlice<Row extends ObjectLiteral> {
  private position = 0;
  /** Up to here everything stands in the table. */
  private written = 0;

  constructor(
    private readonly reader: LogReader,
    private readonly fill: TableFill<Row>,
    private readonly slice: Slice,
    private readonly limits: Limits | null,
  ) {}

  /** `onward` hears the position reached, page by page. */
  async goTo(upTo: number, onward: (position: number) => void, signal?: AbortSignal): Promise<void> {
    try {
      await this.fold(upTo, onward, signal);
    } catch (error) {
      if (!isRefusedData(error)) throw error;
      await this.foldApart(onward, signal);
      await this.goTo(upTo, onward, signal);
    }
  }

  /** The next page is read while one is folded. */
  private async fold(upTo: number, onward: (position: number) => void, signal?: AbortSignal): Promise<void> {
    let next = this.readAhead(this.position, upTo);
    while (this.position < upTo) {
      signal?.throwIfAborted();
      const { events, lookedAt } = await next;
      next = this.readAhead(lookedAt, upTo);
      await asked();
      this.position = lookedAt;
      if (await this.fill.apply(events)) this.written = lookedAt;
      onward(lookedAt);
    }
    await this.fill.flush();
    this.written = this.position;
  }

  /** Again from what stands in the table, each page written by itself: so what the database refuses is found. */
  private async foldApart(onward: (position: number) => void, signal?: AbortSignal): Promise<void> {
    this.fill.forget();
    while (this.written < this.position) {
      signal?.throwIfAborted();
      const { events, lookedAt } = await this.page(this.written, this.position);
      await this.fill.applyAtOnce(events);
      this.written = lookedAt;
      onward(lookedAt);
    }
  }

  private readAhead(from: number, upTo: number): Promise<Page> {
    return ahead(this.page(from, upTo));
  }

  private async page(from: number, upTo: number): Promise<Page> {
    if (from >= upTo) return { events: [], lookedAt: from };
    const end = Math.min(upTo, from + WINDOW);
    const events = await this.reader.after(from, { limit: PAGE, upTo: end, partition: this.slice });
    // A page may be short because its events are large: only an empty one says that there is no more.
    const lookedAt = events.at(-1)?.position ?? end;
    return { events: events.filter((event) => this.isWanted(event)), lookedAt };
  }

  private isWanted({ position, streamHash }: StoredEvent): boolean {
    const { limits } = this;
    return limits === null || position <= limits[partitionOf(streamHash, limits.length)]!;
  }
}
