/**
 * Guarantee: goes on following through every outage until it is stopped. A membership that has ended, for whatever
 * reason, is thrown away and a fresh one begins at where its user says: nothing of KafkaJS's state is carried over.
 */
import type { Kafka } from 'kafkajs';
import { Backoff } from '../backoff.js';
import type { Log } from '../log.js';
import { rest } from '../waiting.js';
import { Membership } from './kafkajs-membership.js';
import type { FollowOptions, KafkaFollowing } from './port.js';

export class KafkaJsFollowing implements KafkaFollowing {
  private readonly stopping = new AbortController();
  private readonly backoff = new Backoff();
  private readonly ended: Promise<void>;
  private membership: Membership | null = null;
  private interrupted = false;

  constructor(
    private readonly kafka: () => Kafka,
    private readonly topic: string,
    private readonly options: FollowOptions,
    private readonly log: Log,
  ) {
    this.ended = this.run();
  }

  assigned(): ReadonlySet<number> {
    return this.membership?.assigned() ?? new Set();
  }

  seek(partition: number, offset: bigint | 'earliest'): void {
    this.membership?.seek(partition, offset);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const membership = new Membership(this.kafka(), this.topic, this.options, this.log, () => this.joined());
      this.membership = membership;
      try {
        await membership.untilItEnds(signal);
      } catch (error) {
        this.sayInterrupted(error as Error);
      }
      await membership.leave();
      this.membership = null;
      await rest(this.backoff.nextMs(), signal);
    }
  }

  private joined(): void {
    this.backoff.reset();
    if (this.interrupted) this.log.info({ group: this.options.groupId }, 'following Kafka again');
    this.interrupted = false;
  }

  /** Once for an interruption, not once for a try. */
  private sayInterrupted({ message }: Error): void {
    const level = this.interrupted ? 'debug' : 'warn';
    this.log[level]({ group: this.options.groupId, error: message }, 'Kafka cannot be followed now; trying on');
    this.interrupted = true;
  }
}
