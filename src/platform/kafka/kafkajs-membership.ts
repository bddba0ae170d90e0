/**
 * One membership in a consumer group, from joining to its first fatal error.
 * Guarantees: no message of a partition is handed over before its user has said where to begin; batches of one
 * partition never overlap; a batch that was refused comes again, and does not hold up the other partitions.
 */
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { Backoff } from '../backoff.js';
import type { Log } from '../log.js';
import { rest, within } from '../waiting.js';
import { Commits } from './kafkajs-commits.js';
import { createConsumer } from './kafkajs-consumer.js';
import { incoming } from './kafkajs-message.js';
import type { FollowOptions } from './port.js';

/** As many as there are by default: what one fetch has brought is handed over at once, and its user may write it together. */
const PARTITIONS_AT_ONCE = 12;
const COMMIT_EVERY_MS = 1_000;
/** A consumer that has shown no sign of life for this long is taken for stuck, whatever it says. */
const SILENCE_MS = 30_000;
const LEAVE_MS = 1_800;
/** One that has not joined yet holds nothing that the others wait for; it ends by itself when the broker answers. */
const LEAVE_UNJOINED_MS = 200;
const EARLIEST = '-2';

export class Membership {
  private readonly consumer: Consumer;
  private readonly commits: Commits;
  private readonly ended = new AbortController();
  /** Raised at every assignment: what was begun under an older one is no longer of use. */
  private generation = 0;
  private partitions: ReadonlySet<number> = new Set();
  /** Partition → its batch in hand. */
  private readonly inHand = new Map<number, Promise<unknown>>();
  private readonly backoffs = new Map<number, Backoff>();
  private begun: Promise<void> = Promise.resolve();
  private lastSign = performance.now();

  constructor(
    kafka: Kafka,
    private readonly topic: string,
    private readonly options: FollowOptions,
    private readonly log: Log,
    private readonly onJoined: () => void,
  ) {
    this.consumer = createConsumer(kafka, options.group);
    this.commits = new Commits(topic);
  }

  /** Resolves when the signal aborts; rejects when this membership is of no more use. */
  async untilItEnds(signal: AbortSignal): Promise<void> {
    let watch: NodeJS.Timeout | undefined;
    let stopped = () => {};
    try {
      await new Promise<void>((resolve, reject) => {
        stopped = resolve;
        signal.addEventListener('abort', stopped);
        this.listen(reject);
        watch = setInterval(() => {
          if (this.isSilent()) reject(new Error(`the consumer showed no sign of life for ${SILENCE_MS} ms`));
          void this.commits.commit();
        }, COMMIT_EVERY_MS);
        this.begun = this.begin().catch(reject);
      });
    } finally {
      clearInterval(watch);
      signal.removeEventListener('abort', stopped);
    }
  }

  /** Bounded, also when the broker or a handler does not answer. Nothing is handed over afterwards. */
  async leave(): Promise<void> {
    this.ended.abort();
    this.partitions = new Set();
    const left = this.commits.commit().then(() => this.disconnect());
    const patienceMs = this.generation > 0 ? LEAVE_MS : LEAVE_UNJOINED_MS;
    await within(patienceMs, left).catch(() => {});
  }

  /** Twice: a consumer that is still joining connects again after the first time, and would stay for ever. */
  private async disconnect(): Promise<void> {
    await this.consumer.disconnect().catch(() => {});
    await this.begun;
    await this.consumer.disconnect().catch(() => {});
  }

  private listen(crashed: (error: Error) => void): void {
    const { CRASH, FETCH, HEARTBEAT, GROUP_JOIN } = this.consumer.events;
    const alive = () => {
      this.lastSign = performance.now();
    };
    this.consumer.on(CRASH, ({ payload }) => crashed(payload.error));
    this.consumer.on(FETCH, alive);
    this.consumer.on(HEARTBEAT, alive);
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      alive();
      this.take(payload.memberAssignment[this.topic] ?? []);
    });
  }

  private async begin(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: this.topic, fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.handle(payload),
    });
  }

  /** Called inside the join, before the first fetch: so the pause holds until each partition has its place. */
  private take(partitions: number[]): void {
    if (this.ended.signal.aborted) return;
    this.generation++;
    this.partitions = new Set(partitions);
    this.commits.forget();
    this.consumer.pause([{ topic: this.topic, partitions }]);
    for (const partition of partitions) void this.place(partition, this.generation);
    this.onJoined();
  }

  private async place(partition: number, generation: number): Promise<void> {
    const backoff = new Backoff();
    while (this.isCurrent(generation)) {
      try {
        // A batch from before the assignment may still move the user's checkpoint.
        await this.inHand.get(partition);
        const offset = await this.options.startAt(partition);
        if (!this.isCurrent(generation)) return;
        this.consumer.seek({ topic: this.topic, partition, offset: offset === 'earliest' ? EARLIEST : String(offset) });
        this.resume(partition);
        return;
      } catch (error) {
        this.log.debug({ partition, error: (error as Error).message }, 'where to begin is not known yet; asking again');
        await rest(backoff.nextMs(), this.ended.signal);
      }
    }
  }

  private async handle(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, resolveOffset } = payload;
    const { partition } = batch;
    const { generation } = this;
    await this.inHand.get(partition);
    if (!this.isCurrent(generation) || !this.partitions.has(partition)) return;
    let expelled: unknown;
    const beat = () =>
      heartbeat().catch((error) => {
        expelled = error;
        throw error;
      });
    const work = this.options.onBatch(
      partition,
      batch.messages.map((message) => incoming(partition, message)),
      beat,
    );
    this.inHand.set(
      partition,
      work.catch(() => {}),
    );
    try {
      await work;
    } catch (error) {
      // Out of the group: KafkaJS joins again when it hears of it.
      if (expelled) throw expelled;
      this.holdBack(partition, error as Error);
      return;
    } finally {
      this.inHand.delete(partition);
    }
    this.backoffs.delete(partition);
    if (!this.isCurrent(generation)) return;
    resolveOffset(batch.lastOffset());
    this.commits.handled(payload);
  }

  /** The partition rests for a moment; its offset has not moved, so the same batch comes again. */
  private holdBack(partition: number, { message }: Error): void {
    const { generation, backoffs } = this;
    const backoff = backoffs.get(partition) ?? new Backoff();
    backoffs.set(partition, backoff);
    this.log.debug({ partition, error: message }, 'a batch was refused; it comes again');
    this.consumer.pause([{ topic: this.topic, partitions: [partition] }]);
    void rest(backoff.nextMs(), this.ended.signal).then(() => {
      if (this.isCurrent(generation)) this.resume(partition);
    });
  }

  private resume(partition: number): void {
    this.consumer.resume([{ topic: this.topic, partitions: [partition] }]);
  }

  private isCurrent(generation: number): boolean {
    return generation === this.generation && !this.ended.signal.aborted;
  }

  private isSilent(): boolean {
    return this.inHand.size === 0 && performance.now() - this.lastSign > SILENCE_MS;
  }
}
