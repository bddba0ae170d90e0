/** Asking the log for acts. */
import { answer, api } from '../../api/client.js';
import type { Event, Page } from '../../api/types.js';
import type { Wanted } from './filters.js';

const MOST = 100;

interface Answered {
  data: Page<Event>;
  headers: Headers;
}

interface Stretch {
  events: Event[];
  /** How far the log went. */
  head: number;
}

/** All that match after a position, and before another one if one is named: a page may be empty before the end. */
export async function readActs({ types, actor }: Wanted, after: number, before?: number): Promise<Stretch> {
  const filters = { type: types, ...(actor && { actor }), ...(before !== undefined && { beforePosition: before }) };
  const events: Event[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = { ...filters, afterPosition: after, limit: MOST, ...(cursor && { cursor }) };
    const { data, headers }: Answered = await answer(api.GET('/v1/admin/events', { params: { query } }));
    events.push(...data.items);
    if (data.nextCursor === null) return { events, head: Number(headers.get('intake-position')) };
    cursor = data.nextCursor;
  }
}

/** How far the log goes. */
export async function readHead(): Promise<number> {
  const query = { limit: 1 };
  return Number((await answer(api.GET('/v1/admin/events', { params: { query } }))).headers.get('intake-position'));
}

/** When the first event after a position happened; null: there is none. */
export async function timeAfter(position: number): Promise<string | null> {
  const query = { afterPosition: position, limit: 1 };
  const { data } = await answer(api.GET('/v1/admin/events', { params: { query } }));
  return data.items[0]?.occurredAt ?? null;
}
