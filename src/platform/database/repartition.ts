/**
 * Gives the log another number of partitions. Guarantee: under the migration's lock, whole or not at all, and only while
 * no process lives that reckons with the old number.
 */
import type { Client } from 'pg';
import { StartRefused } from '../../config.js';
import { transaction } from './transaction.js';

/** A process tells that it lives every few seconds. */
const GONE_MS = 15_000;

export interface Repartition {
  /** Names of the read models that follow by stream: they are filled anew. */
  byStream: readonly string[];
  /** Makes the topic with the new number of partitions, or rejects: then nothing changes. */
  ensureTopic(): Promise<void>;
}

/** The owner's connection, which has the lock. */
export async function repartition(lock: Client, partitions: number, wanted: Repartition): Promise<void> {
  const { rows } = await lock.query<{ partitions: number }>('select partitions from intake.log');
  if (rows[0]!.partitions === partitions) return;
  await transaction(lock, async () => {
    // Who wants to say meanwhile that it lives waits, and then finds the new number.
    await lock.query('lock table intake.processes in share row exclusive mode');
    await refuseWhileOthersLive(lock);
    await wanted.ensureTopic();
    await change(lock, partitions, wanted.byStream);
  });
}

async function refuseWhileOthersLive(lock: Client): Promise<void> {
  const { rows } = await lock.query<{ living: number }>(
    `select count(*)::integer as living from intake.processes
      where seen_at > clock_timestamp() - $1 * interval '1 ms'`,
    [GONE_MS],
  );
  if (rows[0]!.living === 0) return;
  throw new StartRefused(
    `--repartition needs the log for itself, and it is in use (processes: ${rows[0]!.living}): stop them; one that was killed is taken for gone after ${GONE_MS / 1_000} s`,
  );
}

/** What was reckoned by partition is made anew: read models from the log, the topic by the relay from the beginning. */
async function change(client: Client, partitions: number, byStream: readonly string[]): Promise<void> {
  await client.query('update intake.log set partitions = $1', [partitions]);
  for (const table of ['checkpoints', 'parked']) {
    await client.query(`delete from intake.${table} where projection = any($1)`, [byStream]);
  }
  await client.query(`update intake.projections set state = 'building' where name = any($1)`, [byStream]);
  await client.query(
    `update intake.relay set epoch = epoch + 1, holder = null, lease_until = '-infinity', checkpoint = 0`,
  );
  await client.query('delete from intake.relay_heads');
  // A republish that was under way is what now comes.
  await client.query(
    `with ended as (delete from intake.operation_holds where subject = 'relay' returning operation)
     update intake.operations set state = 'cancelled', cancel_requested = true, finished_at = clock_timestamp(),
            phase = null, saved = null, revision = revision + 1
      where id in (select operation from ended)`,
  );
}
