/** Folding events into rows, in memory. Pure. */
import type { ObjectLiteral } from 'typeorm';
import type { RecordedEvent } from '../../events/event.js';
import type { Projection, RowChange } from './projection.js';

/** A row as the fold found or left it; null where there is none. */
export interface Keyed<Row> {
  key: Partial<Row>;
  row: Row | null;
}

export type Rows<Row> = Map<string, Keyed<Row>>;

export const keyText = (key: object): string => JSON.stringify(Object.values(key));

const changeFor = <Row extends ObjectLiteral>(projection: Projection<Row>, event: RecordedEvent) =>
  projection.on[event.type as keyof typeof projection.on] as RowChange<Row, never> | undefined;

/**
 * Keys of rows that must be loaded before the fold. A row of a stream cannot exist before the stream's first event,
 * so a key met first there needs no look.
 */
export function keysToLoad<Row extends ObjectLiteral>(
  projection: Projection<Row>,
  events: readonly RecordedEvent[],
): Partial<Row>[] {
  const load = new Map<string, Partial<Row>>();
  const born = new Set<string>();
  for (const event of events) {
    if (!changeFor(projection, event)) continue;
    const key = projection.key(event);
    const text = keyText(key);
    if (event.version === 1 && !load.has(text)) born.add(text);
    else if (!born.has(text)) load.set(text, key);
  }
  return [...load.values()];
}

export const byKey = <Row>(rows: readonly Keyed<Row>[]): Rows<Row> =>
  new Map(rows.map((each) => [keyText(each.key), each]));

/** Applies the events to the rows, in order. What it touches stands in the result, and nothing else. */
export function foldRows<Row extends ObjectLiteral>(
  projection: Projection<Row>,
  events: readonly RecordedEvent[],
  loaded: ReadonlyMap<string, Keyed<Row>> = new Map(),
): Rows<Row> {
  const touched: Rows<Row> = new Map();
  for (const event of events) {
    const change = changeFor(projection, event);
    if (!change) continue;
    const key = projection.key(event);
    const text = keyText(key);
    const before = touched.get(text) ?? loaded.get(text);
    const row = change(before?.row ?? null, event as never);
    touched.set(text, { key, row });
  }
  return touched;
}
