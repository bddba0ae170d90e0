/**
 * A stream's rows folded from the log itself, for where the read model has not come as far. Guarantee: they are what the
 * read model's will be: by the same fold, and without what an admin has had it skip.
 */
import type { ObjectLiteral } from 'typeorm';
import type { LogReader } from '../store/reader.js';
import type { StoredEvent } from '../store/stored-event.js';
import type { Markers } from './markers.js';
import type { Projection } from './projection.js';
import { makeChanges, readChanges } from './tolerant-fold.js';

export class StreamFold {
  constructor(
    private readonly reader: LogReader,
    private readonly markers: Markers,
  ) {}

  /** null: nothing that is wanted has happened. Rejects where an event cannot be applied. */
  async rows<Row extends ObjectLiteral>(
    projection: Projection<Row>,
    stream: string,
    isWanted: (event: StoredEvent) => boolean = () => true,
  ): Promise<Row[] | null> {
    const events = (await this.reader.storedStream(stream)).filter(isWanted);
    if (events.length === 0) return null;
    const leftOut = await this.markers.skipped(projection, stream);
    const rows = makeChanges(readChanges(projection, events, leftOut), new Map(), leftOut);
    for (const { error } of leftOut.failures) throw error;
    return [...rows.values()].flatMap(({ row }) => row ?? []);
  }
}
