/** Cuts a batch where a sweeping change stands: it sees all rows of the events before it, and none of those after. Pure. */
import type { ObjectLiteral } from 'typeorm';
import type { RecordedEvent } from '../../events/event.js';
import type { Projection, SweepingChange } from './projection.js';

export interface Part {
  events: RecordedEvent[];
  /** Follows on the events. */
  sweep?: (table: string) => { text: string; values: unknown[] };
}

export function partsOf<Row extends ObjectLiteral>(
  { sweep: sweeps }: Projection<Row>,
  events: readonly RecordedEvent[],
): Part[] {
  const parts: Part[] = [];
  let rest: RecordedEvent[] = [];
  for (const event of events) {
    rest.push(event);
    const sweep = sweeps?.[event.type as never] as SweepingChange<never> | undefined;
    if (!sweep) continue;
    parts.push({ events: rest, sweep: (table) => sweep(event as never, table) });
    rest = [];
  }
  if (rest.length > 0) parts.push({ events: rest });
  return parts;
}
