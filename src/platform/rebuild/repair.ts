/**
 * Puts rows of a projection by stream right by folding their streams anew. Guarantee: no batch comes in between, and a
 * row is folded up to where its partition is now, not to where it was when it was compared.
 */
import type { ClientBase } from 'pg';
import { inTransaction } from '../database/transaction.js';
import type { Work } from '../operations/operation.js';
import { holdPartition } from '../projector/held-marker.js';
import type { StreamProjection } from '../projector/projection.js';
import { Refold } from '../projector/refold.js';
import { ReadModelTable, shapeOf } from '../projector/table.js';
import { partitionOf, streamHash } from '../store/partition.js';
import type { BuildParts } from './build.js';

/** A partition's consumer waits while so many rows are put right. */
const AT_ONCE = 50;

type Key = Record<string, unknown>;

export async function repairRows(
  { pool, dataSource, partitions }: BuildParts,
  projection: StreamProjection,
  keys: readonly Key[],
  work: Pick<Work, 'fence' | 'signal'>,
): Promise<void> {
  const table = new ReadModelTable(shapeOf(dataSource, projection));
  const refold = new Refold(projection, table);
  for (const { partition, keys: some } of chunks(projection, keys, partitions)) {
    work.signal.throwIfAborted();
    await inTransaction(pool, async (client) => {
      await work.fence(client);
      const checkpoint = await holdPartition(client, projection, partition);
      // What no event has made, no fold makes again.
      await remove(client, table, some);
      const streams = new Set(some.map((key) => projection.streamOf(key)));
      for (const stream of streams) await refold.run(client, { stream, partition, checkpoint }, 0);
    });
  }
}

const remove = (client: ClientBase, table: ReadModelTable<Key>, keys: readonly Key[]): Promise<void> =>
  table.save(
    client,
    keys.map((key) => ({ key, row: null })),
  );

function* chunks(
  projection: StreamProjection,
  keys: readonly Key[],
  partitions: number,
): Generator<{ partition: number; keys: Key[] }> {
  const byPartition = new Map<number, Key[]>();
  for (const key of keys) {
    const partition = partitionOf(streamHash(projection.streamOf(key)), partitions);
    const others = byPartition.get(partition);
    if (others) others.push(key);
    else byPartition.set(partition, [key]);
  }
  for (const [partition, all] of byPartition) {
    for (let at = 0; at < all.length; at += AT_ONCE) yield { partition, keys: all.slice(at, at + AT_ONCE) };
  }
}
