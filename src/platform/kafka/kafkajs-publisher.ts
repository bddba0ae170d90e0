/** Guarantee: a publish that resolves has put all its messages, in order, into its partition on all in-sync replicas. */
import { Kafka, type KafkaConfig, Partitioners, type Producer, type RecordMetadata } from 'kafkajs';
import { systemClock } from '../clock.js';
import { within } from '../waiting.js';
import { REQUEST_TIMEOUT_MS } from './kafkajs-connection.js';
import type { KafkaPublisher, OutgoingMessage } from './port.js';

const CLOSE_MS = 1_000;

/**
 * The rules behind it, each from a loss that was reproduced: one partition a send (KafkaJS forgets a partition that
 * moves to another broker during a retry), the answer compared with what was sent, no idempotent producer (KafkaJS
 * uses a sequence number again after a failed send, and the broker drops the next message as a twin), no retry inside.
 */
export async function kafkaJsPublisher(config: KafkaConfig, topic: string): Promise<KafkaPublisher> {
  const producer = new Kafka(config).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    idempotent: false,
    retry: { retries: 0 },
  });
  try {
    await producer.connect();
  } catch (error) {
    await close(producer);
    throw error;
  }
  return new KafkaJsPublisher(producer, topic);
}

class KafkaJsPublisher implements KafkaPublisher {
  /** Partition → the lowest offset that its next message can have. */
  private readonly nextOffsets = new Map<number, bigint>();
  private readonly sending = new Set<number>();

  constructor(
    private readonly producer: Producer,
    private readonly topic: string,
  ) {}

  async publish(partition: number, messages: OutgoingMessage[]): Promise<void> {
    if (messages.length === 0) return;
    if (this.sending.has(partition)) throw new Error(`a send to partition ${partition} is still under way`);
    this.sending.add(partition);
    // A broker refuses what is from a later hour: the database's clock may be ahead of it.
    const now = systemClock.now().getTime();
    try {
      const answer = await this.producer.send({
        topic: this.topic,
        acks: -1,
        timeout: REQUEST_TIMEOUT_MS - 1_000,
        messages: messages.map(({ timestampMs, ...message }) => ({
          ...message,
          partition,
          timestamp: String(Math.min(timestampMs, now)),
        })),
      });
      const first = firstOffset(answer, partition, this.nextOffsets.get(partition) ?? 0n);
      this.nextOffsets.set(partition, first + BigInt(messages.length));
    } finally {
      this.sending.delete(partition);
    }
  }

  close(): Promise<void> {
    return close(this.producer);
  }
}

/** The offset of the first message sent. Pure. Throws where the answer does not cover what was sent. */
export function firstOffset(answer: RecordMetadata[], partition: number, atLeast: bigint): bigint {
  const [metadata, ...more] = answer;
  if (!metadata || more.length > 0 || metadata.partition !== partition || metadata.errorCode !== 0) {
    throw new NotAcknowledged(`the broker's answer does not cover partition ${partition}: ${JSON.stringify(answer)}`);
  }
  const offset = BigInt(metadata.baseOffset ?? metadata.offset ?? -1);
  if (offset < atLeast) {
    throw new NotAcknowledged(`partition ${partition} answered offset ${offset}, expected at least ${atLeast}`);
  }
  return offset;
}

/** A send came back without an error, but its answer does not say that the messages are there. */
export class NotAcknowledged extends Error {
  override name = 'NotAcknowledged';
}

/** A broker that is away must not hold up whoever wants a fresh producer. */
async function close(producer: Producer): Promise<void> {
  await within(CLOSE_MS, producer.disconnect()).catch(() => {});
}
