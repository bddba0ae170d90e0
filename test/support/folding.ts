/**
 * A read model's table in memory, written as BatchWriter writes the real one: of each batch the rows it asks for are
 * loaded, folded, and saved. So a projection whose rows depend on where batches end is found without a database.
 */
import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { ObjectLiteral } from 'typeorm';
import type { RecordedEvent } from '../../src/events/event.js';
import { byKey, changeOf, foldRows, keysToLoad, keyText } from '../../src/platform/projector/fold.js';
import { isByStream, type Projection } from '../../src/platform/projector/projection.js';
import { anyLog } from './histories.js';

function foldInBatches<Row extends ObjectLiteral>(
  projection: Projection<Row>,
  batches: readonly (readonly RecordedEvent[])[],
): Map<string, Row> {
  const table = new Map<string, Row>();
  for (const events of batches) {
    const changes = events.flatMap((event) => changeOf(projection, event) ?? []);
    const loaded = keysToLoad(changes).flatMap((key) => {
      const row = table.get(keyText(key));
      // What a database gives is another object each time.
      return row ? [{ key, row: structuredClone(row) }] : [];
    });
    for (const [text, { row }] of foldRows(projection, events, byKey(loaded))) {
      if (row) table.set(text, row);
      else table.delete(text);
    }
  }
  return table;
}

const oneByOne = (events: readonly RecordedEvent[]): RecordedEvent[][] => events.map((event) => [event]);

/** The same events cut into batches anywhere. */
const anySplit = (events: readonly RecordedEvent[]): fc.Arbitrary<RecordedEvent[][]> =>
  fc.subarray([...events.keys()]).map((cuts) => {
    const ends = [...cuts.filter((cut) => cut > 0), events.length];
    return ends.map((end, index) => events.slice(ends[index - 1] ?? 0, end));
  });

/** What a projection by stream says of its rows: which stream each belongs to. */
function expectRowsToKnowTheirStream<Row extends ObjectLiteral>(projection: Projection<Row>, log: RecordedEvent[]) {
  if (!isByStream(projection)) return;
  const about = log.filter(({ type }) => type in projection.on);
  expect(about.map((event) => projection.streamOf(projection.key(event)))).toEqual(about.map(({ stream }) => stream));
}

/** The equality that every projection must keep (G6, G7). */
export function expectSameRowsInAnyBatches<Row extends ObjectLiteral>(projection: Projection<Row>): void {
  const logs = anyLog.chain((log) => fc.tuple(fc.constant(log), anySplit(log)));
  fc.assert(
    fc.property(logs, ([log, batches]) => {
      expect(batches.flat()).toEqual(log);
      expectRowsToKnowTheirStream(projection, log);
      expect(foldInBatches(projection, batches)).toEqual(foldInBatches(projection, oneByOne(log)));
    }),
  );
}
