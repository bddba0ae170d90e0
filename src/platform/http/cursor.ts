/** Lists by keyset: a cursor says after which key to go on, of which list with which filters, and nothing can be guessed from it. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { wholeNumber } from './fields.js';
import { Problem } from './problem.js';

/** Raised when what cursors hold changes its meaning: older ones are then 410. */
const VERSION = 1;

export type CursorKey = readonly (string | number)[];

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The query of a list: cursor, limit and its own filters; anything else is refused. */
export const listQuery = <S extends z.ZodRawShape>(filters: S) =>
  z.strictObject({
    cursor: z.string().min(1).max(2000).optional(),
    limit: wholeNumber(1, 100).default(25),
    ...filters,
  });

/** The key to go on after, or null at the start. `list` names the list with what is fixed by its path. */
export function readCursor<K extends z.ZodType<CursorKey>>(
  list: string,
  query: { cursor?: string | undefined },
  keySchema: K,
): z.output<K> | null {
  if (query.cursor === undefined) return null;
  const { version, of, key } = decode(query.cursor);
  if (version !== VERSION) {
    throw new Problem('cursor-expired', 'the cursor was made by another version; start again without one');
  }
  if (of !== fingerprint(list, query)) throw invalid('is of another list, or of one with other filters');
  const parsed = keySchema.safeParse(key);
  if (!parsed.success) throw invalid('must be what nextCursor gave');
  return parsed.data;
}

/** From `limit + 1` rows, asked for to see whether there is more. */
export function pageOf<T>(
  list: string,
  query: { limit: number },
  rows: readonly T[],
  keyOf: (row: T) => CursorKey,
): Page<T> {
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  const more = rows.length > query.limit && last !== undefined;
  return { items, nextCursor: more ? cursorAfter(list, query, keyOf(last)) : null };
}

/** For a list that knows by itself where it goes on. */
export const cursorAfter = (list: string, query: object, key: CursorKey): string =>
  encode([VERSION, fingerprint(list, query), key]);

/** The schema of a page in answers. */
export const pageSchema = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

const payload = z.tuple([z.number(), z.string(), z.array(z.unknown())]);

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Every version keeps the form [version, list, key], so that an older one can be told from garbage. */
function decode(cursor: string): { version: number; of: string; key: unknown[] } {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalid('must be what nextCursor gave');
  }
  const parsed = payload.safeParse(value);
  // Base64 and JSON have many spellings of the same: only ours was given.
  if (!parsed.success || encode(value) !== cursor) throw invalid('must be what nextCursor gave');
  const [version, of, key] = parsed.data;
  return { version, of, key };
}

function fingerprint(list: string, query: object): string {
  const filters = Object.entries(query)
    .filter(([name, value]) => name !== 'cursor' && name !== 'limit' && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([list, filters]))
    .digest('base64url')
    .slice(0, 12);
}

const invalid = (detail: string): Problem =>
  new Problem('invalid-query', `cursor ${detail}`, { errors: [{ in: 'query', name: 'cursor', detail }] });
