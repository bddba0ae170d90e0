/** Folding events into rows, in memory. Pure. */
import type { ObjectLiteral } from 'typeorm';
import type { RecordedEvent } from '../../events/event.js';
import { hasRowsBefore, type Projection, type RowChange } from './projection.js';

/** A row as the fold found or left it; null where there is none. */
export interface Keyed<Row> {
  key: Partial<Row>;
  row: Row | null;
}

export type Rows<Row> = Map<string, Keyed<Row>>;

/** What an event does, and to which row. */
export interface Change<Row> {
  event: RecordedEvent;
  key: Partial<Row>;
  text: string;
  /** No event before it can have been about this row. */
  isFirst: boolean;
  make: RowChange<Row, never>;
}

export const keyText = (key: object): string => JSON.stringify(Object.values(key));

export const byKey = <Row>(keyed: readonly Keyed<Row>[]): Rows<Row> =>
  new Map(keyed.map((each) => [keyText(each.key), each]));

/** Whether a projection takes any notice of an event of this type in its row. */
export const changesRows = <Row extends ObjectLiteral>({ on }: Projection<Row>, type: string): boolean =>
  on[type as keyof typeof on] !== undefined;

/** null: it does nothing to any row. */
export function changeOf<Row extends ObjectLiteral>(
  projection: Projection<Row>,
  event: RecordedEvent,
): Change<Row> | null {
  const make = projection.on[event.type as keyof typeof projection.on] as RowChange<Row, never> | undefined;
  if (!make) return null;
  const key = projection.key(event);
  const isFirst = event.version === 1 && !hasRowsBefore(projection);
  return { event, key, text: keyText(key), isFirst, make };
}

/** Keys of rows that must be loaded before the fold; what cannot be there needs no look. */
export function keysToLoad<Row>(changes: readonly Change<Row>[]): Partial<Row>[] {
  const load = new Map<string, Partial<Row>>();
  const born = new Set<string>();
  for (const { key, text, isFirst } of changes) {
    if (isFirst && !load.has(text)) born.add(text);
    else if (!born.has(text)) load.set(text, key);
  }
  return [...load.values()];
}

/** Where it throws, `touched` is as before. */
export function makeChange<Row>(
  { event, key, text, make }: Change<Row>,
  touched: Rows<Row>,
  loaded: ReadonlyMap<string, Keyed<Row>>,
): void {
  const before = touched.get(text) ?? loaded.get(text);
  touched.set(text, { key, row: make(before?.row ?? null, event as never) });
}

/** Applies the events to the rows, in order. What it touches stands in the result, and nothing else. */
export function foldRows<Row extends ObjectLiteral>(
  projection: Projection<Row>,
  events: readonly RecordedEvent[],
  loaded: ReadonlyMap<string, Keyed<Row>> = new Map(),
): Rows<Row> {
  const touched: Rows<Row> = new Map();
  for (const event of events) {
    const change = changeOf(projection, event);
    if (change) makeChange(change, touched, loaded);
  }
  return touched;
}
