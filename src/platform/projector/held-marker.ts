/**
 * A marker in one's own hands until the transaction ends. Guarantee: nobody else applies, parks, retries or skips in its
 * partition meanwhile, and whoever has a batch of it in hand loses its compare-and-set.
 */
import type { ClientBase } from 'pg';
import { type Marker, Markers } from './markers.js';
import type { ReadModelVersion } from './projection.js';

export interface HeldMarker extends Marker {
  /** The rows of its partition are the fold up to here. */
  checkpoint: number;
}

/** null: nothing is parked at this position. */
export async function holdMarker(
  client: ClientBase,
  projection: ReadModelVersion,
  position: number,
): Promise<HeldMarker | null> {
  const markers = new Markers(client);
  const found = await markers.at(projection, position);
  if (!found) return null;
  const checkpoint = await holdPartition(client, projection, found.partition);
  // Looked at again: until the row was taken it may have changed.
  const held = await markers.at(projection, position);
  return held && { ...held, checkpoint };
}

/** Until the transaction ends, in one's own hands too. Answers its checkpoint. */
export async function holdPartition(
  client: ClientBase,
  { name, version }: ReadModelVersion,
  partition: number,
): Promise<number> {
  const { rows } = await client.query<{ checkpoint: number }>(
    `update intake.checkpoints set revision = revision + 1
      where projection = $1 and version = $2 and partition = $3 returning position as checkpoint`,
    [name, version, partition],
  );
  return rows[0]!.checkpoint;
}
