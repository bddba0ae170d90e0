/**
 * Guarantee: goes on following through every outage until it is stopped. A membership that has ended, for whatever
 * reason, is thrown away and a fresh one begins at where its user says: nothing of KafkaJS's state is carried over.
 */
import type { Kafka } from 'kafkajs';
import { Backoff } from '../backoff.js';
import type { Log } from '../log.js';
import { Outage } from '../outage.js';
import { rest } from '../waiting.js';
import { BrokerRefused } from './broker-refused.js';
import { Membership } from './kafkajs-membership.js';
import type { FollowOptions, KafkaFollowing } from './port.js';

/** How often it looks whether a person has mended it. */
const REFUSED_RETRY_MS = 5_000;

export class KafkaJsFollowing implements KafkaFollowing {
  private readonly stopping = new AbortController();
  private readonly backoff = new Backoff();
  private readonly ended: Promise<void>;
  private readonly outage: Outage;

  constructor(
    private readonly kafka: () => Kafka,
    private readonly topic: string,
    private readonly options: FollowOptions,
    private readonly log: Log,
    /** Rejects where no broker can be connected to. */
    private readonly reach: () => Promise<void>,
  ) {
    const lines = { failed: 'Kafka cannot be followed now; trying on', over: 'following Kafka again' };
    this.outage = new Outage(log, lines, { group: options.group });
    this.ended = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let pauseMs = () => this.backoff.nextMs();
      try {
        await this.reachUnless(signal);
        if (!signal.aborted) await this.beMember(signal);
      } catch (error) {
        const refused = error instanceof BrokerRefused;
        // Whoever connects has told it already.
        this.outage.failed(error as Error, refused ? 'debug' : 'warn');
        if (refused) pauseMs = () => REFUSED_RETRY_MS;
      }
      await rest(pauseMs(), signal);
    }
  }

  /** A stop does not wait for it. */
  private async reachUnless(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      this.reach().then(resolve, reject);
    });
  }

  private async beMember(signal: AbortSignal): Promise<void> {
    const membership = new Membership(this.kafka(), this.topic, this.options, this.log, () => this.joined());
    try {
      await membership.untilItEnds(signal);
    } finally {
      await membership.leave();
    }
  }

  private joined(): void {
    this.backoff.reset();
    this.outage.over();
  }
}
