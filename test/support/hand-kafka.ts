/** A Kafka whose messages the test itself hands over, in whatever order and number. */
import { toMessage } from '../../src/platform/kafka/cloud-event.js';
import type { FollowOptions, KafkaClient, KafkaMessage } from '../../src/platform/kafka/port.js';
import type { StoredEvent } from '../../src/platform/store/stored-event.js';

export class HandKafka implements KafkaClient {
  /** How many consumers there are. */
  members = 0;
  private options: FollowOptions;

  async follow(options: FollowOptions) {
    this.options = options;
    this.members++;
    return {
      stop: async () => {
        this.members--;
      },
    };
  }

  /** Resolves when the follower has done with them. */
  hand(partition: number, messages: KafkaMessage[]): Promise<void> {
    return this.options.onBatch(partition, messages, async () => {});
  }

  startAt(partition: number): Promise<bigint | 'earliest'> {
    return this.options.startAt(partition);
  }

  publisher(): Promise<never> {
    return Promise.reject(new Error('nothing is published here'));
  }

  async ensureTopic(): Promise<void> {}

  ensureOtherTopic(): Promise<never> {
    return Promise.reject(new Error('there is no other topic here'));
  }

  lastMessages(): Promise<never> {
    return Promise.reject(new Error('nothing stands here'));
  }
}

/** One partition's events as the relay publishes them. */
export function asPublished(events: readonly StoredEvent[], partition: number, logId: string): KafkaMessage[] {
  return events.map((event, index) => ({
    ...toMessage(event, events[index - 1]?.position ?? 0, { logId, source: '/test' }),
    partition,
    offset: BigInt(index),
  }));
}
