/**
 * The log from its end backwards, stretch by stretch. It can be read forwards only, and most of it is no act: so what is looked
 * through for one page is bounded, and a page may be empty before the beginning is reached.
 */
import type { Event } from '../../api/types.js';

/** All that matches after a position and before another one. */
export type ReadActs = (after: number, before: number) => Promise<Event[]>;
/** When the first event after a position happened; null: there is none. */
export type TimeAfter = (position: number) => Promise<string | null>;

export interface ActsPage {
  /** Newest first. */
  items: Event[];
  /** What was looked through: after this … */
  after: number;
  /** … and up to this. */
  upTo: number;
  /** The time that was come to. */
  reached: string | null;
  /** Nothing older is asked for, or there. */
  isLast: boolean;
}

const STRETCH = 20_000;
const ENOUGH = 50;
const MOST_STRETCHES = 10;

export async function lookBack(
  upTo: number,
  since: string | null,
  read: ReadActs,
  timeAfter: TimeAfter,
): Promise<ActsPage> {
  const items: Event[] = [];
  let after = upTo;
  let reached: string | null = null;
  const isOver = () => after === 0 || (since !== null && reached !== null && reached < since);
  for (let looks = 0; looks < MOST_STRETCHES && items.length < ENOUGH && !isOver(); looks++) {
    const before = after + 1;
    after = Math.max(0, after - STRETCH);
    const found = await read(after, before);
    items.push(...found.toReversed());
    reached = await timeAfter(after);
  }
  return {
    items: items.filter(({ occurredAt }) => since === null || occurredAt >= since),
    after,
    upTo,
    reached,
    isLast: isOver(),
  };
}
