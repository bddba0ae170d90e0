/** Events that an admin has had a projection skip: they change nothing, live, in a rebuild and in a verify. */
import type { ClientBase } from 'pg';
import type { Place } from './left-out.js';
import type { Marker } from './markers.js';
import type { ReadModelVersion } from './projection.js';

/** All of them, or one stream's; in order, so that two looks can be compared. */
export async function skipsOf(
  client: Pick<ClientBase, 'query'>,
  { name, version }: ReadModelVersion,
  stream: string | null = null,
): Promise<Place[]> {
  const { rows } = await client.query<Place>(
    `select stream, stream_version as version from intake.skips
      where projection = $1 and version = $2 and ($3::text is null or stream = $3) order by stream, stream_version`,
    [name, version, stream],
  );
  return rows;
}

/**
 * The event that a stream is parked at. Under the checkpoint's row: else it may have been applied meanwhile. Answers whether
 * it was not skipped before.
 */
export async function recordSkip(
  client: ClientBase,
  { name, version }: ReadModelVersion,
  { stream, fromVersion, position }: Marker,
  { reason, by }: { reason: string; by: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into intake.skips (projection, version, stream, stream_version, position, reason, skipped_by)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [name, version, stream, fromVersion, position, reason, by],
  );
  return rowCount === 1;
}
