/** Events that an admin has had a projection skip: they change nothing, live, in a rebuild and in a verify. */
import type { ClientBase } from 'pg';
import type { Place } from '../projector/left-out.js';

/** In order, so that two looks can be compared. */
export async function skipsOf(
  client: Pick<ClientBase, 'query'>,
  { name, version }: { name: string; version: number },
): Promise<Place[]> {
  const { rows } = await client.query<Place>(
    `select stream, stream_version as version from intake.skips
      where projection = $1 and version = $2 order by stream, stream_version`,
    [name, version],
  );
  return rows;
}
