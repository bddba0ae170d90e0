/** A follower of a projection in sequence, put together. */
import type { ObjectLiteral } from 'typeorm';
import type { StoredEvent } from '../store/stored-event.js';
import { Wake } from '../wake.js';
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
  { folding, reader, signal, dataSource, log }: FollowerParts,
  /** Who waits for it; where nobody does, it is not woken at each append, and looks at many events at once. */
  onMoved?: (events: readonly StoredEvent[]) => void,
): SequenceFollower<Row> {
  const checkpoints = new Checkpoints(folding, projection);
  const writer = new BatchWriter({
    pool: folding,
    batch: new BatchApply(projection, new ReadModelTable<Row>(shapeOf(dataSource, projection))),
    checkpoints,
    parked: new ParkedStreams(projection, () => 0),
    breathes: false,
    log,
  });
  return new SequenceFollower(writer, checkpoints, reader, onMoved ? signal.subscribe() : new Wake(), log, onMoved);
}
