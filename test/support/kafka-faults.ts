/** A Kafka client whose publishers can be made to fail, hang or be looked at. */
import type { KafkaClient, KafkaPublisher, OutgoingMessage } from '../../src/platform/kafka/port.js';

export interface Send {
  /** The number of its publisher, from 1. */
  publisher: number;
  partition: number;
  messages: OutgoingMessage[];
}

/** Called for each send: `real` does it. What it returns or throws is what the relay sees. */
export type Around = (send: Send, real: () => Promise<void>) => Promise<void>;

export class FaultyKafka implements KafkaClient {
  readonly sends: Send[] = [];
  readonly closed: number[] = [];
  private made = 0;

  constructor(
    private readonly real: KafkaClient,
    public around: Around = (_send, real) => real(),
  ) {}

  readonly follow: KafkaClient['follow'] = (options) => this.real.follow(options);
  readonly lastMessages: KafkaClient['lastMessages'] = (isWanted) => this.real.lastMessages(isWanted);
  readonly ensureTopic: KafkaClient['ensureTopic'] = () => this.real.ensureTopic();
  readonly ensureOtherTopic: KafkaClient['ensureOtherTopic'] = (...asked) => this.real.ensureOtherTopic(...asked);

  async publisher(topic?: string): Promise<KafkaPublisher> {
    const number = ++this.made;
    const publisher = await this.real.publisher(topic);
    return {
      publish: (partition, messages) => {
        const send = { publisher: number, partition, messages };
        this.sends.push(send);
        return this.around(send, () => publisher.publish(partition, messages));
      },
      close: () => {
        this.closed.push(number);
        return publisher.close();
      },
    };
  }
}

/** A gate that is shut until it is opened. */
export function gate(): { passed: Promise<void>; open(): void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
