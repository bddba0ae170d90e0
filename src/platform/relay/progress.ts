/**
 * How far the relay has come: the checkpoint, and per partition the last position published (its head). Guarantee:
 * both move together, and only by the leader of the epoch that is in force, or by who begins a new epoch.
 */
import type { ClientBase, Pool } from 'pg';

/** Partition → position of the last event published into it. */
export type Heads = ReadonlyMap<number, number>;

export interface Progress {
  /** Every event up to here has been published. */
  checkpoint: number;
  heads: Heads;
}

/** `moved` has only those that did. */
export const merged = (heads: Heads, moved: Heads): Heads => new Map([...heads, ...moved]);

export async function loadProgress(pool: Pool): Promise<Progress> {
  const { rows } = await pool.query<{ checkpoint: number; partition: number | null; position: number }>(
    `select r.checkpoint, h.partition, h.position from intake.relay r left join intake.relay_heads h on true`,
  );
  const heads = new Map<number, number>();
  for (const { partition, position } of rows) if (partition !== null) heads.set(partition, position);
  return { checkpoint: rows[0]?.checkpoint ?? 0, heads };
}

/** Moves the checkpoint and the heads given, in one statement. false: the epoch is over, and nothing has moved. */
export async function saveProgress(pool: Pool, epoch: number, { checkpoint, heads }: Progress): Promise<boolean> {
  const { rows } = await pool.query<{ moved: number }>(
    `with moved as (
       update intake.relay set checkpoint = $2 where epoch = $1 returning 1
     ), heads as (
       insert into intake.relay_heads (partition, position)
       select h.partition, h.position from unnest($3::integer[], $4::bigint[]) as h(partition, position)
        where exists (select 1 from moved)
       on conflict (partition) do update set position = excluded.position
     )
     select count(*) as moved from moved`,
    [epoch, checkpoint, [...heads.keys()], [...heads.values()]],
  );
  return (rows[0]?.moved ?? 0) > 0;
}

/** In the caller's transaction, which then has the relay for itself. */
export async function lockProgress(client: ClientBase): Promise<Progress> {
  const { rows } = await client.query<{ checkpoint: number }>('select checkpoint from intake.relay for update');
  const { rows: heads } = await client.query<{ partition: number; position: number }>(
    'select partition, position from intake.relay_heads',
  );
  return { checkpoint: rows[0]!.checkpoint, heads: new Map(heads.map((head) => [head.partition, head.position])) };
}

/** Under that lock: a new epoch, free for whoever leads next, that begins here. */
export async function beginEpoch(client: ClientBase, { checkpoint, heads }: Progress): Promise<void> {
  await client.query(
    `update intake.relay set epoch = epoch + 1, holder = null, lease_until = '-infinity', checkpoint = $1`,
    [checkpoint],
  );
  await client.query('delete from intake.relay_heads');
  await client.query(
    'insert into intake.relay_heads (partition, position) select * from unnest($1::integer[], $2::bigint[])',
    [[...heads.keys()], [...heads.values()]],
  );
}
