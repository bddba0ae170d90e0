/**
 * Folds a stream anew from the log, up to its checkpoint, inside the transaction that holds its partition: no reader
 * sees half of it. Where it fails again, it is parked there.
 */
import type { ClientBase } from 'pg';
import type { ObjectLiteral } from 'typeorm';
import { STORED_EVENT, type StoredEvent } from '../store/stored-event.js';
import { BatchApply } from './batch-apply.js';
import type { HeldMarker } from './held-marker.js';
import { LeftOut } from './left-out.js';
import { type Marker, Markers } from './markers.js';
import { ParkedStreams } from './parked-streams.js';
import type { StreamProjection } from './projection.js';
import { skipsOf } from './skips.js';
import type { ReadModelTable } from './table.js';
import { readChanges } from './tolerant-fold.js';

/** Of a stream that may be as long as it likes. */
const PAGE = 200;

export interface Refolded {
  /** Events that were held back before and are applied now. */
  applied: number;
  /** Where the stream stands parked now; null: it goes on. */
  parked: Marker | null;
}

/** A stream whose partition is held. */
export type HeldStream = Pick<HeldMarker, 'stream' | 'partition' | 'checkpoint'>;

export class Refold<Row extends ObjectLiteral> {
  private readonly batch: BatchApply<Row>;

  constructor(
    private readonly projection: StreamProjection<Row>,
    private readonly table: ReadModelTable<Row>,
  ) {
    this.batch = new BatchApply(projection, table);
  }

  /** `from`: the first version that its rows do not have so far. */
  async run(client: ClientBase, held: HeldStream, from: number): Promise<Refolded> {
    await this.clear(client, held);
    const leftOut = new LeftOut();
    for (const place of await skipsOf(client, this.projection, held.stream)) leftOut.skip(place);
    let applied = 0;
    for await (const page of pagesOf(client, held)) {
      await this.batch.applyApart(client, page, leftOut);
      applied += page.filter((event) => event.version >= from && !leftOut.has(event)).length;
    }
    return { applied, parked: await this.mark(client, held, leftOut) };
  }

  /** Every row that an event of the stream was ever about. */
  private async clear(client: ClientBase, held: HeldStream): Promise<void> {
    for await (const page of pagesOf(client, held)) {
      // Each by itself: what comes after one that cannot be read may have had its row all the same.
      const changes = page.flatMap((event) => readChanges(this.projection, [event], new LeftOut()));
      const gone = changes.map(({ key }) => ({ key, row: null }));
      await this.table.save(client, gone);
    }
  }

  private async mark(client: ClientBase, { stream, partition }: HeldStream, leftOut: LeftOut): Promise<Marker | null> {
    const parked = new ParkedStreams(this.projection, () => partition);
    const { failures } = leftOut;
    await (failures.length > 0 ? parked.park(client, failures, 1) : parked.release(client, stream));
    return new Markers(client).of(this.projection, stream);
  }
}

/** The stream as far as its partition's rows have seen it. */
async function* pagesOf(client: ClientBase, { stream, checkpoint }: HeldStream): AsyncGenerator<StoredEvent[]> {
  for (let version = 0; ; ) {
    const { rows } = await client.query<StoredEvent>(
      `select ${STORED_EVENT} from intake.events
        where stream = $1 and version > $2 and position <= $3 order by version limit $4`,
      [stream, version, checkpoint, PAGE],
    );
    if (rows.length === 0) return;
    yield rows;
    version = rows.at(-1)!.version;
  }
}
