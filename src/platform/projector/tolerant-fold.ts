/**
 * The fold of events as they are stored, where some of them cannot be applied. Guarantee: what fails is told with the
 * one event it failed at, its stream goes no further, and every other stream is folded as if it were not there (G10).
 */
import type { ObjectLiteral } from 'typeorm';
import { definitionOf } from '../../events/event.js';
import { recorded, type StoredEvent } from '../store/stored-event.js';
import { type Change, changeOf, changesRows, type Keyed, makeChange, type Rows } from './fold.js';
import type { LeftOut } from './left-out.js';
import type { Projection } from './projection.js';

/** What the events do to which rows, as far as they can be read. */
export function readChanges<Row extends ObjectLiteral>(
  projection: Projection<Row>,
  events: readonly StoredEvent[],
  leftOut: LeftOut,
): Change<Row>[] {
  const changes: Change<Row>[] = [];
  for (const event of events) {
    if (leftOut.has(event)) continue;
    try {
      const change = read(projection, event);
      if (change) changes.push(change);
    } catch (error) {
      leftOut.fail(event, error);
    }
  }
  return changes;
}

/** What they touch stands in the result, and nothing else; what fails stands in `leftOut`. */
export function makeChanges<Row>(
  changes: readonly Change<Row>[],
  loaded: ReadonlyMap<string, Keyed<Row>>,
  leftOut: LeftOut,
): Rows<Row> {
  const touched: Rows<Row> = new Map();
  for (const change of changes) {
    if (leftOut.has(change.event)) continue;
    try {
      makeChange(change, touched, loaded);
    } catch (error) {
      leftOut.fail(change.event, error);
    }
  }
  return touched;
}

/** An event that the projection takes no notice of is not even parsed; but this build has to know it. */
function read<Row extends ObjectLiteral>(projection: Projection<Row>, event: StoredEvent): Change<Row> | null {
  if (changesRows(projection, event.type)) return changeOf(projection, recorded(event));
  definitionOf(event.type);
  return null;
}
