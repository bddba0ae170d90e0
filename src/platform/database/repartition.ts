/**
 * Gives the log another number of partitions. Guarantee: under the migration's lock, whole or not at all, and only while
 * no process lives that reckons with the old number.
 */
import type { Client } from 'pg';
import { publishAllAnew } from '../relay/republish.js';
import { aloneInTransaction } from './owner.js';

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
  await aloneInTransaction(lock, '--repartition', async () => {
    await wanted.ensureTopic();
    await change(lock, partitions, wanted.byStream);
  });
}

/** What was reckoned by partition is made anew: read models from the log, the topic by the relay from the beginning. */
async function change(client: Client, partitions: number, byStream: readonly string[]): Promise<void> {
  await client.query('update intake.log set partitions = $1', [partitions]);
  for (const table of ['checkpoints', 'parked']) {
    await client.query(`delete from intake.${table} where projection = any($1)`, [byStream]);
  }
  await client.query(`update intake.projections set state = 'building' where name = any($1)`, [byStream]);
  await publishAllAnew(client);
}
