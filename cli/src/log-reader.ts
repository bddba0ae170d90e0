/** The log, page after page. */
import { setTimeout as rest } from 'node:timers/promises';
import type { Event } from './event-line.js';
import type { Intake } from './intake.js';
import { Patience } from './patience.js';

export interface Selection {
  stream?: string;
  types?: string[];
  actor?: string;
}

interface Read {
  items: Event[];
  nextCursor: string | null;
  /** The log's end when it was read. */
  head: number;
}

const PAGE = 100;
const LOOK_MS = 500;

export class LogReader {
  constructor(
    private readonly intake: Intake,
    private readonly selection: Selection,
  ) {}

  async head(): Promise<number> {
    return (await this.page(0, undefined, 1)).head;
  }

  /** As many as are wanted; answers the last position where there are more. */
  async read(after: number, limit: number, print: (event: Event) => void): Promise<number | null> {
    let left = limit;
    let last = after;
    let cursor: string | undefined;
    for (;;) {
      const { items, nextCursor } = await this.page(after, cursor, Math.min(left, PAGE));
      for (const event of items) print(event);
      last = items.at(-1)?.position ?? last;
      left -= items.length;
      if (nextCursor === null) return null;
      if (left === 0) return last;
      cursor = nextCursor;
    }
  }

  /** For ever; what comes while Intake is away for a while is not missed. */
  async follow(after: number, print: (event: Event) => void): Promise<never> {
    const patience = new Patience();
    let cursor: string | undefined;
    for (let position = after; ; ) {
      try {
        const { items, nextCursor, head } = await this.page(position, cursor, PAGE);
        patience.sign();
        for (const event of items) print(event);
        cursor = nextCursor ?? undefined;
        if (nextCursor !== null) continue;
        // Who follows from beyond the end waits for what comes there.
        position = Math.max(position, head);
        await rest(LOOK_MS);
      } catch (error) {
        await patience.outlast(error);
      }
    }
  }

  private async page(after: number, cursor: string | undefined, limit: number): Promise<Read> {
    const { types, ...selection } = this.selection;
    const query = {
      ...selection,
      afterPosition: after,
      limit,
      ...(types && { type: types.join(',') }),
      ...(cursor && { cursor }),
    };
    const { data, headers } = await this.intake.answer((api) => api.GET('/v1/admin/events', { params: { query } }));
    return { ...data, head: Number(headers.get('intake-position')) };
  }
}
