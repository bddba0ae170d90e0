/** A follower of a projection in sequence, put together. */
import type { ObjectLiteral } from 'typeorm';
import { BatchWriter } from './batch-writer.js';
import { Checkpoints } from './checkpoint.js';
import type { FollowerParts } from './follower-parts.js';
import type { SequenceProjection } from './projection.js';
import { SequenceFollower } from './sequence-follower.js';
import { ReadModelTable } from './table.js';

export function followInSequence<Row extends ObjectLiteral>(
  projection: SequenceProjection<Row>,
  { pool, reader, signal, dataSource, log }: FollowerParts,
  onMoved: () => void,
): SequenceFollower<Row> {
  const checkpoints = new Checkpoints(pool, projection);
  const table = new ReadModelTable<Row>(dataSource, projection);
  const writer = new BatchWriter(pool, projection, table, checkpoints);
  return new SequenceFollower(writer, checkpoints, reader, signal.subscribe(), log, onMoved);
}
