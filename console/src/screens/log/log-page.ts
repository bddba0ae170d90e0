/** A page of the log. With filters it may hold nothing, and yet there is more. */
import { answer, api } from '../../api/client.js';
import type { Event } from '../../api/types.js';
import type { LogFilter } from './log-filter.js';

const PAGE = 100;

/** A cursor goes on from where the list that it belongs to has begun. */
export interface Place {
  after: number;
  cursor: string | null;
}

export interface LogPage {
  items: Event[];
  /** null: this is the end. */
  next: Place | null;
  /** The end of the log. */
  position: number;
}

export async function pageAt({ after, cursor }: Place, narrowing: Omit<LogFilter, 'after'>): Promise<LogPage> {
  const query = { ...narrowing, afterPosition: after, limit: PAGE, ...(cursor && { cursor }) };
  const { data, headers } = await answer(api.GET('/v1/admin/events', { params: { query } }));
  const { items, nextCursor } = data;
  const next = nextCursor === null ? null : { after, cursor: nextCursor };
  return { items, next, position: Number(headers.get('intake-position')) };
}

/** Where the last of them begin. */
export async function placeBeforeEnd(events: number): Promise<number> {
  const { headers } = await answer(api.GET('/v1/admin/events', { params: { query: { limit: 1 } } }));
  return Math.max(0, Number(headers.get('intake-position')) - events);
}
