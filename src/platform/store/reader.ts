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

export interface Search {
  limit: number;
  /** Only up to this position, inclusive. */
  upTo: number;
  stream?: string | undefined;
  types?: string[] | undefined;
  actor?: string | undefined;
}

const DEFAULT_LIMIT = 1_000;
const PAGE_BYTES = 8 * 1024 * 1024;
/** How many positions a search looks at. */
const SEARCHED = 20_000;

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

  /** One stream's events after a version, in order; `limit` for its beginning only. */
  async stream(stream: string, afterVersion = 0, limit?: number): Promise<RecordedEvent[]> {
    const { rows } = await this.pool.query<StoredEvent>({
      name: 'log-stream',
      text: `select ${STORED_EVENT} from intake.events where stream = $1 and version > $2 order by version limit $3`,
      values: [stream, afterVersion, limit ?? null],
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

  /**
   * Events after a position that match, in order, and the position it has looked up to: where matches are rare, a
   * search ends before its limit. A stream is looked through by its own index, whole.
   */
  async find(position: number, search: Search): Promise<{ events: StoredEvent[]; lookedAt: number }> {
    const { limit, upTo, stream, types, actor } = search;
    const end = stream ? upTo : Math.min(position + SEARCHED, upTo);
    const order = stream ? 'version' : 'position';
    const { rows } = await this.pool.query<StoredEvent>({
      text: `with found as materialized (
               select position, sum(bytes) over (order by ${order}) - bytes as bytes_before from intake.events
                where position > $1 and position <= $2 and ($3::text[] is null or type = any($3))
                  and ($4::text is null or metadata->>'actor' = $4) ${stream ? 'and stream = $7' : ''}
                order by ${order} limit $5)
             select ${STORED_EVENT} from intake.events
              where position in (select position from found where bytes_before < $6) order by position`,
      values: [position, end, types ?? null, actor ?? null, limit, PAGE_BYTES, ...(stream ? [stream] : [])],
    });
    const bytes = rows.reduce((sum, { data }) => sum + Buffer.byteLength(data), 0);
    const isFull = rows.length === limit || bytes >= PAGE_BYTES;
    return { events: rows, lookedAt: isFull ? rows.at(-1)!.position : end };
  }

  /** Position of the newest event; 0 in an empty log. */
  async head(): Promise<number> {
    const { rows } = await this.pool.query<{ head: number | null }>({
      name: 'log-head',
      text: 'select max(position) as head from intake.events',
    });
    return rows[0]?.head ?? 0;
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
