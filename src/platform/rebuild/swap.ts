/**
 * Puts a filled table in the place of the read model's. Guarantee: readers see the old rows, then the new ones, never
 * both and never an error; and a live consumer that was in the middle of a batch has to begin it again (G7).
 */
import { isDeepStrictEqual } from 'node:util';
import type { ClientBase, Pool } from 'pg';
import { REBUILD_SCHEMA, schemaOf, tableOf } from '../database/read-model-schema.js';
import { inTransaction } from '../database/transaction.js';
import type { Work } from '../operations/operation.js';
import type { Place } from '../projector/left-out.js';
import { ParkedStreams } from '../projector/parked-streams.js';
import type { Projection } from '../projector/projection.js';
import { skipsOf } from '../projector/skips.js';
import { partitionOf, streamHash } from '../store/partition.js';
import { TooLate, within } from '../waiting.js';
import type { ScratchTable } from './scratch-table.js';
import type { Slices } from './slices.js';

const LOCKED = '55P03';
/** Nobody but consumers waits behind these. */
const CHECKPOINTS_TIMEOUT_MS = 2_000;
/** More than this is not read while consumers wait. */
const MOST_TAIL = 5_000;
const MOST_TAIL_BYTES = 16 * 1024 * 1024;
const FOLD_MS = 3_000;

export interface Swap {
  /**
   * How long readers may have to wait behind the swap, which itself waits behind a long query of somebody: rather let go
   * and come again.
   */
  lockTimeoutMs: number;
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
  let folding: Promise<void> | undefined;
  const fold = (head: number) => {
    folding = swap.slices.goTo(head, () => {});
    return within(FOLD_MS, folding);
  };
  try {
    return await inTransaction(pool, (client) => swapIn(client, swap, fold));
  } catch (error) {
    const again = error instanceof TooMuch || error instanceof TooLate || (error as { code?: string }).code === LOCKED;
    if (!again) throw error;
    // One after the other: what was begun is brought to its end first.
    await folding;
    return null;
  }
}

async function swapIn(client: ClientBase, swap: Swap, fold: (head: number) => Promise<void>): Promise<number> {
  const { projection, work, reached } = swap;
  await work.fence(client);
  await client.query(`set local lock_timeout = ${CHECKPOINTS_TIMEOUT_MS}`);
  await holdCheckpoints(client, swap);
  if (!isDeepStrictEqual(await skipsOf(client, projection), swap.skipped)) throw new SkipsChanged();
  const head = await endOfTail(client, reached);
  await fold(head);
  await moveCheckpoints(client, projection, head);
  await replaceMarkers(client, swap);
  await client.query(`set local lock_timeout = ${swap.lockTimeoutMs}`);
  await exchange(client, swap);
  return head;
}

/** More has come than can be read while consumers wait. */
class TooMuch extends Error {}

/** Something was skipped, or is no longer, since the fold began: what was folded is not what is wanted now. */
export class SkipsChanged extends Error {}

async function endOfTail(client: ClientBase, reached: number): Promise<number> {
  const { rows } = await client.query<{ head: number; bytes: number }>(
    `select coalesce(max(position), $1) as head, coalesce(sum(bytes), 0)::bigint as bytes
       from intake.events where position > $1`,
    [reached],
  );
  const { head, bytes } = rows[0]!;
  if (head - reached > MOST_TAIL || bytes > MOST_TAIL_BYTES) throw new TooMuch();
  return head;
}

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
async function exchange(client: ClientBase, { projection, scratch }: Swap): Promise<void> {
  const { name, version } = projection;
  const [live, filled] = [tableOf(projection), scratch.shape.name];
  for (const grant of await grantsOf(client, live, filled)) await client.query(grant);
  await client.query(`drop table if exists ${live}`);
  await client.query(`alter table ${filled} rename to "${name}"`);
  await client.query(`alter table "${REBUILD_SCHEMA}"."${name}" set schema "${schemaOf(version)}"`);
  for (const { from, to } of scratch.renames) {
    await client.query(`alter index "${schemaOf(version)}"."${from}" rename to "${to}"`);
  }
}

/** Rights on the table as a whole that somebody was given stay. */
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
