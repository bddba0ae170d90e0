/**
 * Puts a filled table in the place of the read model's. Guarantee: readers see the old rows, then the new ones, never
 * both and never an error; and a live consumer that was in the middle of a batch has to begin it again (G7).
 */
import { isDeepStrictEqual } from 'node:util';
import type { ClientBase, Pool } from 'pg';
import { REBUILD_SCHEMA, schemaOf } from '../database/read-model-schema.js';
import { inTransaction } from '../database/transaction.js';
import type { Work } from '../operations/operation.js';
import type { Place } from '../projector/left-out.js';
import { ParkedStreams } from '../projector/parked-streams.js';
import type { Projection } from '../projector/projection.js';
import { skipsOf } from '../projector/skips.js';
import { partitionOf, streamHash } from '../store/partition.js';
import type { ScratchTable } from './scratch-table.js';
import type { Slices } from './slices.js';

const LOCK_NOT_AVAILABLE = '55P03';
/** Behind a long query of somebody, others would wait as well: rather let go and come again. */
const LOCK_TIMEOUT_MS = 100;
/** More than this is not read while consumers wait. */
const MOST_TAIL = 5_000;

export interface Swap {
  projection: Projection;
  partitions: number;
  scratch: ScratchTable;
  slices: Slices;
  work: Pick<Work, 'fence' | 'signal'>;
  /** What the slices have reached. */
  reached: number;
  /** What they have left out. */
  skipped: readonly Place[];
}

/** Answers the position that the read model now stands at; null where it is to be tried again, after catching up. */
export async function trySwap(pool: Pool, swap: Swap): Promise<number | null> {
  try {
    return await inTransaction(pool, (client) => swapIn(client, swap));
  } catch (error) {
    if (error instanceof TooFarBehind || (error as { code?: string }).code === LOCK_NOT_AVAILABLE) return null;
    throw error;
  }
}

async function swapIn(client: ClientBase, swap: Swap): Promise<number> {
  const { projection, scratch, slices, work, reached } = swap;
  await work.fence(client);
  await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await holdCheckpoints(client, swap);
  if (!isDeepStrictEqual(await skipsOf(client, projection), swap.skipped)) throw new SkipsChanged();
  const { rows } = await client.query<{ head: number }>('select coalesce(max(position), 0) as head from intake.events');
  const { head } = rows[0]!;
  if (head - reached > MOST_TAIL) throw new TooFarBehind();
  await slices.goTo(head, () => {});
  await moveCheckpoints(client, projection, head);
  await replaceMarkers(client, swap);
  await exchange(client, projection, scratch.name);
  return head;
}

class TooFarBehind extends Error {}

/** Something was skipped, or is no longer, since the fold began: what was folded is not what is wanted now. */
export class SkipsChanged extends Error {}

/** From here to the commit no batch of the live consumers gets through. */
async function holdCheckpoints(client: ClientBase, { projection: { name, version }, partitions }: Swap): Promise<void> {
  await client.query(
    `insert into intake.checkpoints (projection, version, partition)
     select $1, $2, n from generate_series(0, $3::integer - 1) n on conflict do nothing`,
    [name, version, partitions],
  );
  await client.query(
    `select from intake.checkpoints where projection = $1 and version = $2 order by partition for update`,
    [name, version],
  );
}

async function moveCheckpoints(client: ClientBase, { name, version }: Projection, head: number): Promise<void> {
  await client.query(
    `update intake.checkpoints
        set position = greatest(position, $3), revision = revision + 1, moved_at = clock_timestamp(), parked = 0
      where projection = $1 and version = $2`,
    [name, version, head],
  );
  await client.query(`update intake.projections set state = 'live' where name = $1 and version = $2`, [name, version]);
}

/** What could be applied now is parked no longer; what could not be is. */
async function replaceMarkers(client: ClientBase, { projection, partitions, slices }: Swap): Promise<void> {
  const { name, version } = projection;
  await client.query('delete from intake.parked where projection = $1 and version = $2', [name, version]);
  const failures = slices.failures().map(({ error, ...event }) => ({ event, error }));
  if (failures.length === 0) return;
  const parked = new ParkedStreams(projection, (stream) => partitionOf(streamHash(stream), partitions));
  await parked.park(client, failures, 1);
}

/** Last: from here on readers wait. */
async function exchange(client: ClientBase, { name, version }: Projection, scratch: string): Promise<void> {
  const live = `"${schemaOf(version)}"."${name}"`;
  const filled = `"${REBUILD_SCHEMA}"."${scratch}"`;
  for (const grant of await grantsOf(client, live, filled)) await client.query(grant);
  await client.query(`drop table if exists ${live}`);
  await client.query(`alter table ${filled} rename to "${name}"`);
  await client.query(`alter table "${REBUILD_SCHEMA}"."${name}" set schema "${schemaOf(version)}"`);
}

/** Rights that somebody was given on the read model stay. */
async function grantsOf(client: ClientBase, from: string, to: string): Promise<string[]> {
  const { rows } = await client.query<{ grant: string }>(
    `select format('grant %s on %s to %s', a.privilege_type, $2::text,
                   case a.grantee when 0 then 'public' else a.grantee::regrole::text end) as grant
       from pg_class c cross join aclexplode(c.relacl) a
      where c.oid = to_regclass($1) and a.grantee <> c.relowner`,
    [from, to],
  );
  return rows.map(({ grant }) => grant);
}
