/**
 * What admins do about parked events, in a transaction of theirs. By stream: the stream is folded anew at once. In sequence
 * its fold is not the log's (a sweep concerns other streams' rows), so that it takes a rebuild of the whole.
 */
import type { ClientBase } from 'pg';
import type { DataSource, ObjectLiteral } from 'typeorm';
import { type HeldMarker, holdMarker } from './held-marker.js';
import type { Marker } from './markers.js';
import { isByStream, type Projection } from './projection.js';
import { Refold, type Refolded } from './refold.js';
import { recordSkip } from './skips.js';
import { ReadModelTable, shapeOf } from './table.js';

export interface Skip {
  reason: string;
  by: string;
}

export interface Unparked {
  /** As it stood before. */
  marker: Marker;
  /** false: the same was asked before, and is on its way. */
  isNew: boolean;
  /** null: the read model has to be rebuilt. */
  refolded: Refolded | null;
}

export class ParkedEvents {
  /** For what it knows of entities. */
  constructor(private readonly dataSource: DataSource) {}

  /** null: nothing is parked at this position. */
  async retry<Row extends ObjectLiteral>(
    client: ClientBase,
    projection: Projection<Row>,
    position: number,
  ): Promise<Unparked | null> {
    const marker = await holdMarker(client, projection, position);
    return marker && { marker, isNew: true, refolded: await this.foldAnew(client, projection, marker) };
  }

  /** The event is left out for good; then as a retry. */
  async skip<Row extends ObjectLiteral>(
    client: ClientBase,
    projection: Projection<Row>,
    position: number,
    skip: Skip,
  ): Promise<Unparked | null> {
    const marker = await holdMarker(client, projection, position);
    if (!marker) return null;
    const isNew = await recordSkip(client, projection, marker, skip);
    return { marker, isNew, refolded: await this.foldAnew(client, projection, marker) };
  }

  private async foldAnew<Row extends ObjectLiteral>(
    client: ClientBase,
    projection: Projection<Row>,
    marker: HeldMarker,
  ): Promise<Refolded | null> {
    if (!isByStream(projection)) return null;
    const table = new ReadModelTable<Row>(shapeOf(this.dataSource, projection));
    return new Refold(projection, table).run(client, marker, marker.fromVersion);
  }
}
