/**
 * Guarantees: a reader of "all after n" never misses an event (G5), because positions are given under a lock in
 * commit order; and it never stops between the events of one append.
 */
import type { Pool } from 'pg';
import type { RecordedEvent } from '../../events/event.js';
import { recorded, STORED_EVENT, type StoredEvent } from './stored-event.js';

export interface ReadOptions {
  /** At most about this many events; an append that is cut by it is read to its end. */
  limit?: number;
  /** Only up to this position, inclusive. */
  upTo?: number;
  /** Only events whose stream lies in this partition. */
  partition?: { index: number; of: number };
}

/** Where an event stands in its stream. */
export type EventPlace = Pick<StoredEvent, 'stream' | 'version'>;

/** That an event has happened, and not what it says. */
export type EventNews = Pick<StoredEvent, 'position' | 'stream' | 'version' | 'type'>;

/** Of fewer it is worth a look whether they were all there is. */
const MANY = 16;

/** Whether the log may go on behind a page: it was cut by its bytes, or has many events. Any other was the log's end. */
export const mayGoOn = (page: readonly MaybeWhole[]): boolean => page.length >= MANY || bytesOf(page) >= PAGE_BYTES;

type MaybeWhole = EventNews & Partial<Pick<StoredEvent, 'data'>>;

const bytesOf = (page: readonly MaybeWhole[]): number =>
  page.reduce((sum, { data = '' }) => sum + Buffer.byteLength(data), 0);

const DEFAULT_LIMIT = 1_000;
const PAGE_BYTES = 8 * 1024 * 1024;

export class LogReader {
  constructor(private readonly pool: Pool) {}

  /** Events after a position, in order. */
  async after(position: number, options: ReadOptions = {}): Promise<StoredEvent[]> {
    const limit = options.limit ?? DEFAULT_LIMIT;
    const page = await this.page(position, limit, options);
    const last = page.at(-1);
    if (!last || last.following === 0 || last.position === options.upTo) return page;
    const rest = await this.after(last.position, { ...options, limit: last.following });
    return [...page, ...rest];
  }

  /** That events have happened after a position, in order: a fraction of the price of what they say. */
  async newsAfter(position: number): Promise<EventNews[]> {
    const { rows } = await this.pool.query<EventNews>({
      name: 'log-news',
      text: 'select position, stream, version, type from intake.events where position > $1 order by position limit $2',
      values: [position, DEFAULT_LIMIT],
    });
    return rows;
  }

  /** One stream's events after a version, in order; `limit` for its beginning only. */
  async stream(stream: string, afterVersion = 0, limit?: number): Promise<RecordedEvent[]> {
    return (await this.storedStream(stream, afterVersion, limit)).map(recorded);
  }

  /** The same, as stored: also what this build does not know. */
  async storedStream(stream: string, afterVersion = 0, limit?: number): Promise<StoredEvent[]> {
    const { rows } = await this.pool.query<StoredEvent>({
      name: 'log-stream',
      text: `select ${STORED_EVENT} from intake.events where stream = $1 and version > $2 order by version limit $3`,
      values: [stream, afterVersion, limit ?? null],
    });
    return rows;
  }

  /** Single events of many streams, in the order asked for; null where there is none. */
  async at(places: readonly EventPlace[]): Promise<(StoredEvent | null)[]> {
    const { rows } = await this.pool.query<StoredEvent & { asked: number }>({
      name: 'log-at',
      text: `select asked, ${STORED_EVENT} from unnest($1::text[], $2::integer[]) with ordinality as p(stream, version, asked)
               join intake.events using (stream, version)`,
      values: [places.map(({ stream }) => stream), places.map(({ version }) => version)],
    });
    const found = new Map(rows.map(({ asked, ...event }) => [asked, event]));
    return places.map((_, index) => found.get(index + 1) ?? null);
  }

  /** The first event of each of these streams that exists, in no order. */
  async firstOf(streams: readonly string[]): Promise<RecordedEvent[]> {
    const { rows } = await this.pool.query<StoredEvent>({
      name: 'log-first-of',
      text: `select ${STORED_EVENT} from intake.events where stream = any($1) and version = 1`,
      values: [streams],
    });
    return rows.map(recorded);
  }

  /** Position of a stream's newest event; 0 where there is none. */
  async newest(stream: string): Promise<number> {
    const { rows } = await this.pool.query<{ position: number }>({
      name: 'log-newest',
      text: 'select position from intake.events where stream = $1 order by version desc limit 1',
      values: [stream],
    });
    return rows[0]?.position ?? 0;
  }

  /** Whom a stream belongs to since its first event; null: to nobody, or there is none. */
  async ownerOf(stream: string): Promise<string | null> {
    const { rows } = await this.pool.query<{ owner: string | null }>({
      name: 'log-owner',
      text: 'select owner from intake.events where stream = $1 and version = 1',
      values: [stream],
    });
    return rows[0]?.owner ?? null;
  }

  /** Position of the newest event; 0 in an empty log. */
  async head(): Promise<number> {
    const { rows } = await this.pool.query<{ head: number | null }>({
      name: 'log-head',
      text: 'select max(position) as head from intake.events',
    });
    return rows[0]?.head ?? 0;
  }

  /** Position of the last event that had happened by then; 0 where none had. Time never goes back along the log. */
  positionAt(time: string): Promise<number> {
    return this.lastThat(`occurred_at <= $2`, time);
  }

  /** Of the last one that had happened before. */
  positionBefore(time: string): Promise<number> {
    return this.lastThat(`occurred_at < $2`, time);
  }

  /** What holds for an event holds for every one before it. */
  private async lastThat(condition: string, time: string): Promise<number> {
    let low = 0;
    let high = await this.head();
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const { rows } = await this.pool.query<{ holds: boolean }>(
        `select ${condition} as holds from intake.events where position = $1`,
        [middle, time],
      );
      if (rows[0]!.holds) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Bounded by count and by bytes, so that a page of large events does not fill the memory; never empty while there is more. */
  private async page(position: number, limit: number, { upTo, partition }: ReadOptions): Promise<StoredEvent[]> {
    const within = `position > $1 and position <= $2 ${partition ? 'and stream_hash % $5 = $6' : ''}`;
    const { rows } = await this.pool.query<StoredEvent>({
      name: partition ? 'log-after-in-partition' : 'log-after',
      text: `select ${STORED_EVENT} from intake.events
              where ${within} and position <= (
                select max(position) from (
                  select position, sum(bytes) over (order by position) - bytes as bytes_before
                    from intake.events where ${within} order by position limit $3) as page
                 where bytes_before < $4)
              order by position`,
      values: [
        position,
        upTo ?? Number.MAX_SAFE_INTEGER,
        limit,
        PAGE_BYTES,
        ...(partition ? [partition.of, partition.index] : []),
      ],
    });
    return rows;
  }
}
