/**
 * Sends batches to one topic, through every outage of Kafka. Guarantee: a batch is acknowledged before the next one
 * begins; after any error the whole batch is sent again in the same order, by a fresh producer.
 */
import { Backoff } from '../backoff.js';
import { type KafkaClient, type KafkaPublisher, TopicMismatchError } from '../kafka/port.js';
import type { Log } from '../log.js';
import { Outage } from '../outage.js';
import { rest, within } from '../waiting.js';
import type { Batch } from './batch.js';
import { CALL_MS, connect, send } from './sending.js';

export class PatientSender {
  private readonly backoff = new Backoff();
  private readonly outage: Outage;
  private publisher: KafkaPublisher | null = null;
  /** Since the last error. */
  private topicSeen = false;

  constructor(
    private readonly kafka: KafkaClient,
    private readonly topic: string,
    private readonly signal: AbortSignal,
    log: Log,
  ) {
    const lines = { failed: 'Kafka cannot be replayed to now; trying on', over: 'replaying to Kafka again' };
    this.outage = new Outage(log, lines, { topic });
  }

  /** How many partitions the topic has. `make`: where it is missing, it is made. */
  partitions(options: { make: boolean }): Promise<number> {
    return this.patiently(() => this.look(options));
  }

  /** `partitions`: how many the topic had when the batch was cut. */
  send(batch: Batch, partitions: number): Promise<void> {
    return this.patiently(async () => {
      // One that is gone or another one by now will not be what it was to be.
      if (!this.topicSeen) refuseOtherCount(this.topic, await this.look({ make: false }), partitions);
      this.publisher ??= await connect(this.kafka, this.topic);
      await send(this.publisher, batch, () => this.signal.throwIfAborted());
    });
  }

  async close(): Promise<void> {
    const { publisher } = this;
    this.publisher = null;
    await publisher?.close();
  }

  private async look(options: { make: boolean }): Promise<number> {
    const partitions = await within(CALL_MS, this.kafka.ensureOtherTopic(this.topic, options));
    this.topicSeen = true;
    return partitions;
  }

  /** Rejects when the signal aborts, and where a person is needed. */
  private async patiently<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      this.signal.throwIfAborted();
      try {
        const done = await work();
        this.backoff.reset();
        this.outage.over();
        return done;
      } catch (error) {
        this.topicSeen = false;
        await this.close();
        if (this.signal.aborted || error instanceof TopicMismatchError) throw error;
        this.outage.failed(error as Error);
        await rest(this.backoff.nextMs(), this.signal);
      }
    }
  }
}

export function refuseOtherCount(topic: string, found: number, partitions: number): void {
  if (found === partitions) return;
  throw new TopicMismatchError(`topic ${topic} has ${found} partitions, not ${partitions}`);
}
