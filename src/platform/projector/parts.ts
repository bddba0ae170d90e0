/** Cuts a batch where a sweeping change stands: it sees all rows of the events before it, and none of those after. Pure. */
import type { ObjectLiteral } from 'typeorm';
import { type Projection, sweepFor } from './projection.js';

/** None is empty; a sweeping event ends its part. */
export function partsOf<Row extends ObjectLiteral, E extends { type: string }>(
  projection: Projection<Row>,
  events: readonly E[],
): E[][] {
  const parts: E[][] = [];
  let rest: E[] = [];
  for (const event of events) {
    rest.push(event);
    if (!sweepFor(projection, event.type)) continue;
    parts.push(rest);
    rest = [];
  }
  return rest.length > 0 ? [...parts, rest] : parts;
}
