/** The counting projection followed by stream, for the specs of the projector. */
import type { KafkaClient } from '../../src/platform/kafka/port.js';
import { followByStream } from '../../src/platform/projector/follow-by-stream.js';
import type { FollowerParts } from '../../src/platform/projector/follower-parts.js';
import { Progress } from '../../src/platform/projector/progress.js';
import type { StreamFollower } from '../../src/platform/projector/stream-follower.js';
import { type CountRow, countsBy } from '../support/counting.js';
import type { TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

export const LOG = { logId: '0199f2f0-0000-7000-8000-000000000001', partitions: 3 };

export type Projector = StreamFollower<CountRow>;

export async function followCounts(
  parts: FollowerParts,
  kafka: KafkaClient | null,
  log = LOG,
  counts = countsBy('stream'),
): Promise<Projector> {
  const follower = followByStream(counts, parts, kafka, log);
  await follower.start();
  return follower;
}

/** Waits until the projection shows everything that is in the log now. */
export async function reached({ owner, pool }: TestDatabase): Promise<void> {
  const { rows } = await owner.query<{ head: number }>('select max(position)::integer as head from intake.events');
  const progress = new Progress(pool);
  await until(`position ${rows[0]!.head} is reached`, () =>
    progress.position(countsBy('stream')).then(
      (position) => position >= rows[0]!.head,
      // On a busy machine a connection may take longer than the pool waits.
      () => false,
    ),
  );
}
