/**
 * What drives a projection by stream: Kafka where there is one, and the log itself for every partition that Kafka
 * cannot serve now: all of them without Kafka, those beyond the relay, and those that have stood still below their
 * head for a while (a message lost, a group that does not come together). Wake-ups are hints; polling is the truth.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ObjectLiteral } from 'typeorm';
import { fromMessage, type ReceivedEvent } from '../kafka/cloud-event.js';
import type { KafkaClient, KafkaFollowing, KafkaMessage } from '../kafka/port.js';
import type { Log } from '../log.js';
import type { Wake } from '../wake.js';
import type { Checkpoints } from './checkpoint.js';
import { CheckpointLost } from './checkpoint.js';
import type { PartitionStanding, Progress } from './progress.js';
import type { Projection } from './projection.js';
import type { StreamProjector } from './stream-projector.js';

const LOOK_MS = 1_000;
const POLL_WITHOUT_KAFKA_MS = 250;
const STILL_MS = 5_000;
const BEYOND_MS = 1_000;
const RETRY_MS = 500;

export interface StreamFollowerParts<Row extends ObjectLiteral> {
  projection: Projection<Row>;
  projector: StreamProjector<Row>;
  checkpoints: Checkpoints;
  progress: Progress;
  kafka: KafkaClient | null;
  partitions: number;
  logId: string;
  wake: Wake;
  log: Log;
}

export class StreamFollower<Row extends ObjectLiteral> {
  private readonly stopping = new AbortController();
  private following: KafkaFollowing | null = null;
  private looking: Promise<void> | null = null;

  constructor(private readonly parts: StreamFollowerParts<Row>) {}

  async start(): Promise<void> {
    const { projection, checkpoints, partitions, kafka, projector } = this.parts;
    await checkpoints.prepare(partitions);
    this.following =
      (await kafka?.follow({
        groupId: `intake.${projection.name}.v${projection.version}`,
        startAt: (partition) => projector.nextOffset(partition),
        onBatch: (partition, messages) => this.accept(partition, messages),
      })) ?? null;
    this.looking = this.look();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.following?.stop(), this.looking]);
  }

  private async accept(partition: number, messages: KafkaMessage[]): Promise<void> {
    const { projector, logId, partitions } = this.parts;
    const ours: ReceivedEvent[] = [];
    for (const message of messages) {
      const received = fromMessage(message, logId, partitions);
      // What is replayed is for others.
      if (received && received.replayId === null) ours.push(received);
    }
    await projector.accept(partition, ours, messages.at(-1)!.offset);
  }

  private async look(): Promise<void> {
    const { signal } = this.stopping;
    const { wake, kafka, log, projection } = this.parts;
    while (!signal.aborted) {
      try {
        const fed = await this.feedWhatKafkaCannot();
        if (!fed) await wake.wait(kafka ? LOOK_MS : POLL_WITHOUT_KAFKA_MS, signal);
      } catch (error) {
        if (error instanceof CheckpointLost) continue;
        log.warn(
          { projection: projection.name, error: (error as Error).message },
          'cannot project from the log; trying again',
        );
        await pause(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** Answers whether there may be more at once. */
  private async feedWhatKafkaCannot(): Promise<boolean> {
    const { kafka, projector, progress, projection, partitions } = this.parts;
    if (!kafka) {
      const all = Array.from({ length: partitions }, (_, partition) => partition);
      return (await projector.feed(all)) !== null;
    }
    const standing = await progress.standing(projection);
    for (const { partition, head } of standing.filter(isStill)) await projector.fillTo(partition, head);
    const beyond = standing.filter(isBeyondRelay).map(({ partition }) => partition);
    if (beyond.length > 0) while (!this.stopping.signal.aborted && (await projector.feed(beyond)) !== null);
    return false;
  }
}

/** Published, but Kafka does not bring it. */
const isStill = ({ checkpoint, head, unmovedMs }: PartitionStanding): boolean =>
  checkpoint < head && unmovedMs > STILL_MS;

/**
 * Already past what the relay has published (fed without Kafka before, or published again from further back): what
 * Kafka brings is old for a while. A partition that moves just now has only overtaken the relay's book-keeping.
 */
const isBeyondRelay = ({ checkpoint, relay, unmovedMs }: PartitionStanding): boolean =>
  relay < checkpoint && unmovedMs > BEYOND_MS;
