/**
 * A stream's rows folded from the log itself, for where the read model has not come as far. Guarantee: they are what the
 * read model's will be: by the same fold, and without what an admin has had it skip.
 */
import type { Pool } from 'pg';
import type { ObjectLiteral } from 'typeorm';
import type { LogReader } from '../store/reader.js';
import type { StoredEvent } from '../store/stored-event.js';
import { LeftOut } from './left-out.js';
import type { Projection } from './projection.js';
import { skipsOf } from './skips.js';
import { makeChanges, readChanges } from './tolerant-fold.js';

export class StreamFold {
  constructor(
    private readonly pool: Pool,
    private readonly reader: LogReader,
  ) {}

  /** null: nothing that is wanted has happened. Rejects where an event cannot be applied. */
  async rows<Row extends ObjectLiteral>(
    projection: Projection<Row>,
    stream: string,
    isWanted: (event: StoredEvent) => boolean = () => true,
  ): Promise<Row[] | null> {
    const events = (await this.reader.storedStream(stream)).filter(isWanted);
    if (events.length === 0) return null;
    const leftOut = new LeftOut();
    for (const place of await skipsOf(this.pool, projection, stream)) leftOut.skip(place);
    const rows = makeChanges(readChanges(projection, events, leftOut), new Map(), leftOut);
    for (const { error } of leftOut.failures) throw error;
    return [...rows.values()].flatMap(({ row }) => row ?? []);
  }
}
