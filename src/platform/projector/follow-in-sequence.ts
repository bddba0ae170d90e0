/** A follower of a projection in sequence, put together. */
import type { ObjectLiteral } from 'typeorm';
import { BatchApply } from './batch-apply.js';
import { BatchWriter } from './batch-writer.js';
import { Checkpoints } from './checkpoint.js';
import type { FollowerParts } from './follower-parts.js';
import { ParkedStreams } from './parked-streams.js';
import type { SequenceProjection } from './projection.js';
import { SequenceFollower } from './sequence-follower.js';
import { ReadModelTable, shapeOf } from './table.js';

export function followInSequence<Row extends ObjectLiteral>(
  projection: SequenceProjection<Row>,
  { pool, reader, signal, dataSource, log }: FollowerParts,
  onMoved?: () => void,
): SequenceFollower<Row> {
  const checkpoints = new Checkpoints(pool, projection);
  const writer = new BatchWriter({
    pool,
    batch: new BatchApply(projection, new ReadModelTable<Row>(shapeOf(dataSource, projection))),
    checkpoints,
    parked: new ParkedStreams(projection, () => 0),
    log,
  });
  return new SequenceFollower(writer, checkpoints, reader, signal.subscribe(), log, onMoved);
}
