/** A follower of a projection by stream, put together. `kafka` null: the log itself feeds it. */
import type { ObjectLiteral } from 'typeorm';
import type { KafkaClient } from '../kafka/port.js';
import { partitionOf, streamHash } from '../store/partition.js';
import { BatchApply } from './batch-apply.js';
import { BatchWriter } from './batch-writer.js';
import { Checkpoints } from './checkpoint.js';
import type { FollowerParts } from './follower-parts.js';
import { ParkedStreams } from './parked-streams.js';
import { Progress } from './progress.js';
import type { StreamProjection } from './projection.js';
import { StreamFollower } from './stream-follower.js';
import { StreamProjector } from './stream-projector.js';
import { ReadModelTable, shapeOf } from './table.js';

export interface LogIdentity {
  logId: string;
  partitions: number;
}

export function followByStream<Row extends ObjectLiteral>(
  projection: StreamProjection<Row>,
  { pool, folding, reader, signal, dataSource, log }: FollowerParts,
  kafka: KafkaClient | null,
  { logId, partitions }: LogIdentity,
): StreamFollower<Row> {
  const checkpoints = new Checkpoints(folding, projection);
  const writer = new BatchWriter({
    pool: folding,
    batch: new BatchApply(projection, new ReadModelTable<Row>(shapeOf(dataSource, projection))),
    checkpoints,
    parked: new ParkedStreams(projection, (stream) => partitionOf(streamHash(stream), partitions)),
    breathes: true,
    log,
  });
  return new StreamFollower({
    projection,
    projector: new StreamProjector(writer, checkpoints, reader, partitions),
    checkpoints,
    progress: new Progress(pool),
    kafka,
    partitions,
    logId,
    ...(!kafka && { wake: signal.subscribe() }),
    log,
  });
}
