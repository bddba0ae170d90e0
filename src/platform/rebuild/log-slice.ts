/**
 * Reads a slice of the log, the streams of one hash, in order, into a table fill. Guarantee: when `goTo` resolves, every
 * event of the slice up to that position is in the fill's rows, or beyond what was asked for its partition.
 */
import type { ObjectLiteral } from 'typeorm';
import { partitionOf } from '../store/partition.js';
import type { LogReader } from '../store/reader.js';
import { recorded, type StoredEvent } from '../store/stored-event.js';
import type { TableFill } from './table-fill.js';

export interface Slice {
  index: number;
  of: number;
}

/** Of each partition, the position that its events are wanted up to. */
export type Limits = readonly number[];

const PAGE = 2_000;
/** No statement looks at more of the log, however few of its events are wanted. */
const WINDOW = 50_000;

export class LogSlice<Row extends ObjectLiteral> {
  private position = 0;

  constructor(
    private readonly reader: LogReader,
    private readonly fill: TableFill<Row>,
    private readonly slice: Slice,
    private readonly limits: Limits | null = null,
  ) {}

  /** `onward` hears the position reached, page by page. The next page is read while one is folded. */
  async goTo(position: number, onward: (position: number) => void, signal?: AbortSignal): Promise<void> {
    let next = this.read(position);
    while (this.position < position) {
      signal?.throwIfAborted();
      const { events, lookedAt } = await next;
      this.position = lookedAt;
      next = this.read(position);
      await this.fill.apply(this.wanted(events).map(recorded));
      onward(lookedAt);
    }
    await this.fill.flush();
  }

  private read(upTo: number): Promise<{ events: StoredEvent[]; lookedAt: number }> {
    const page = this.page(Math.min(upTo, this.position + WINDOW));
    // Its error is met where it is awaited, if that is ever reached.
    page.catch(() => {});
    return page;
  }

  private async page(upTo: number): Promise<{ events: StoredEvent[]; lookedAt: number }> {
    if (this.position >= upTo) return { events: [], lookedAt: this.position };
    const events = await this.reader.after(this.position, { limit: PAGE, upTo, partition: this.slice });
    const full = events.length >= PAGE;
    return { events, lookedAt: full ? events.at(-1)!.position : upTo };
  }

  private wanted(events: StoredEvent[]): StoredEvent[] {
    const { limits } = this;
    if (!limits) return events;
    return events.filter(({ position, streamHash }) => position <= limits[partitionOf(streamHash, limits.length)]!);
  }
}
