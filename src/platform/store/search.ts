/**
 * Events that match. Guarantees: none is missed (G5); a page is bounded by events, by bytes, and by what is looked
 * through for it, so that a search for something rare holds nobody up.
 */
import type { Pool } from 'pg';
import { STORED_EVENT, type StoredEvent } from './stored-event.js';

/** What is null or left out does not matter. */
export interface Selection {
  streams?: readonly string[] | null | undefined;
  types?: readonly string[] | null | undefined;
  destinations?: readonly string[] | null | undefined;
  actor?: string | undefined;
  /** Whom the events belong to. */
  owner?: string | null | undefined;
  /** Only streams of one kind, by how their names begin. */
  streamsOf?: string | undefined;
}

export interface Search extends Selection {
  limit: number;
  /** Only up to this position, inclusive. */
  upTo: number;
  maxBytes?: number;
}

export interface Found {
  events: StoredEvent[];
  /** Beyond the last match where nothing matched up to here. */
  lookedAt: number;
}

const PAGE_BYTES = 8 * 1024 * 1024;
/** How many positions one statement looks at. */
const SEARCHED = 20_000;

export class LogSearch {
  constructor(private readonly pool: Pool) {}

  /** Events after a position that match, in order. What an index finds alone is looked through whole: streams, an actor. */
  async find(position: number, { limit, upTo, maxBytes = PAGE_BYTES, ...selection }: Search): Promise<Found> {
    const end = isFoundByIndex(selection) ? upTo : Math.min(position + SEARCHED, upTo);
    const { rows } = await this.pool.query<StoredEvent>({
      text: `with found as materialized (
               select position, sum(bytes) over (order by position) - bytes as bytes_before
                 from ${matching(selection)} order by position limit $9)
             select ${STORED_EVENT} from intake.events
              where position in (select position from found where bytes_before < $10) order by position`,
      values: [...valuesOf(position, end, selection), limit, maxBytes],
    });
    const bytes = rows.reduce((sum, { data }) => sum + Buffer.byteLength(data), 0);
    const isFull = rows.length === limit || bytes >= maxBytes;
    return { events: rows, lookedAt: isFull ? rows.at(-1)!.position : end };
  }

  /** How many match after a position, up to another one. */
  async count(position: number, upTo: number, selection: Selection, signal?: AbortSignal): Promise<number> {
    if (Object.values(selection).every((value) => value == null)) return Math.max(0, upTo - position);
    let count = 0;
    for (let after = position; after < upTo; after += SEARCHED) {
      signal?.throwIfAborted();
      const { rows } = await this.pool.query<{ count: number }>({
        text: `select count(*) as count from ${matching(selection)}`,
        values: valuesOf(after, Math.min(after + SEARCHED, upTo), selection),
      });
      count += rows[0]!.count;
    }
    return count;
  }
}

/** Of an actor only where nothing else is asked for: there may be millions of its events, and few that match. */
const isFoundByIndex = ({ streams, actor, types, destinations, owner, streamsOf }: Selection): boolean =>
  Boolean(streams) || (actor !== undefined && [types, destinations, owner, streamsOf].every((value) => value == null));

const valuesOf = (after: number, upTo: number, selection: Selection): unknown[] => {
  const { types, actor, destinations, streams, streamsOf, owner } = selection;
  return [after, upTo, ...[types, actor, destinations, streams, streamsOf, owner].map((value) => value ?? null)];
};

/** Without `offset 0` PostgreSQL may walk the whole log in order to find a few streams' events. */
const matching = ({ streams }: Selection): string => `(
  select position, bytes from intake.events
   where position > $1 and position <= $2 and ($3::text[] is null or type = any($3))
     and ($4::text is null or metadata->>'actor' = $4) and ($5::text[] is null or destination = any($5))
     and ($6::text[] is null or stream = any($6)) and ($7::text is null or starts_with(stream, $7))
     and ($8::text is null or owner = $8) ${streams ? 'offset 0' : ''}) as matching`;
