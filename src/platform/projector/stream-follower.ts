/**
 * What drives a projection by stream: Kafka where there is one, and the log itself for every partition that Kafka
 * cannot serve now: all of them without Kafka, those beyond the relay, and those that have stood still below their
 * head for a while (a message lost, a group that does not come together). Wake-ups are hints; polling is the truth.
 */
import type { ObjectLiteral } from 'typeorm';
import { withPatience } from '../database/patience.js';
import { fromMessage, type ReceivedEvent } from '../kafka/cloud-event.js';
import type { KafkaClient, KafkaFollowing, KafkaMessage } from '../kafka/port.js';
import type { Log } from '../log.js';
import { Loop } from '../loop.js';
import type { Wake } from '../wake.js';
import { type Checkpoints, isOvertaken } from './checkpoint.js';
import type { PartitionStanding, Progress } from './progress.js';
import type { Projection } from './projection.js';
import type { StreamProjector } from './stream-projector.js';

const LOOK_MS = 1_000;
const POLL_WITHOUT_KAFKA_MS = 250;
const STILL_MS = 5_000;
const BEYOND_MS = 1_000;

export interface StreamFollowerParts<Row extends ObjectLiteral> {
  projection: Projection<Row>;
  projector: StreamProjector<Row>;
  checkpoints: Checkpoints;
  progress: Progress;
  kafka: KafkaClient | null;
  partitions: number;
  logId: string;
  /** Rung when the log may have grown; only where the log itself feeds. */
  wake?: Wake;
  log: Log;
}

export class StreamFollower<Row extends ObjectLiteral> {
  private readonly loop: Loop;
  private following: KafkaFollowing | null = null;

  constructor(private readonly parts: StreamFollowerParts<Row>) {
    const { projection, kafka, wake, log } = parts;
    this.loop = new Loop({
      name: projection.name,
      log,
      ...(wake && { wake }),
      pollMs: kafka ? LOOK_MS : POLL_WITHOUT_KAFKA_MS,
      step: (stopping) => this.step(stopping),
      again: isOvertaken,
    });
  }

  async start(): Promise<void> {
    const { checkpoints, partitions } = this.parts;
    await checkpoints.prepare(partitions);
    if (await withPatience(() => checkpoints.areFollowed())) await this.join();
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    await this.leave();
  }

  /** What is paused, or not filled yet, has no consumer. */
  private async step(stopping: AbortSignal): Promise<boolean> {
    if (await this.parts.checkpoints.areFollowed()) {
      await this.join();
      return this.feedWhatKafkaCannot(stopping);
    }
    await this.leave();
    return false;
  }

  private async join(): Promise<void> {
    const { projection, kafka, projector } = this.parts;
    this.following ??=
      (await kafka?.follow({
        group: `${projection.name}.v${projection.version}`,
        startAt: (partition) => projector.nextOffset(partition),
        onBatch: (partition, messages, beat) => this.accept(partition, messages, beat),
      })) ?? null;
  }

  private async leave(): Promise<void> {
    await this.following?.stop();
    this.following = null;
  }

  private async accept(partition: number, messages: KafkaMessage[], beat: () => Promise<void>): Promise<void> {
    const { projector, logId, partitions } = this.parts;
    const ours: ReceivedEvent[] = [];
    for (const message of messages) {
      const received = fromMessage(message, logId, partitions);
      // What is replayed is for others.
      if (received && received.replayId === null) ours.push(received);
    }
    await projector.accept(partition, ours, messages.at(-1)!.offset, beat);
  }

  /** Answers whether there may be more at once. */
  private async feedWhatKafkaCannot(stopping: AbortSignal): Promise<boolean> {
    const { kafka, projector, progress, projection, partitions } = this.parts;
    if (!kafka) {
      const all = Array.from({ length: partitions }, (_, partition) => partition);
      return (await projector.feed(all)) !== null;
    }
    const standing = await progress.standing(projection);
    for (const { partition, head } of standing.filter(isStill)) await projector.fillTo(partition, head);
    const beyond = standing.filter(isBeyondRelay).map(({ partition }) => partition);
    if (beyond.length > 0) await this.feedUntilRelayIsThere(beyond, stopping);
    return false;
  }

  private async feedUntilRelayIsThere(partitions: number[], stopping: AbortSignal): Promise<void> {
    const { projector, progress, projection } = this.parts;
    while (!stopping.aborted) {
      const lookedAt = await projector.feed(partitions);
      const [any] = await progress.standing(projection);
      if (lookedAt === null || any!.relay >= lookedAt) return;
    }
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
