/** Topics of the test's own on the Kafka that the set-up started. */
import { randomBytes } from 'node:crypto';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { ConnectedKafkaSettings } from '../../src/platform/kafka/kafkajs-connection.js';
import { incoming } from '../../src/platform/kafka/kafkajs-message.js';
import type { KafkaMessage } from '../../src/platform/kafka/port.js';
import { until } from './until.js';

export function kafkaSettings(partitions = 3): ConnectedKafkaSettings {
  const brokers = process.env.TEST_KAFKA_BROKERS;
  if (!brokers) throw new Error('TEST_KAFKA_BROKERS is not set: run through `npm test`');
  return {
    brokers: brokers.split(','),
    ssl: false,
    sslCa: null,
    sasl: null,
    topic: `t-${randomBytes(6).toString('hex')}`,
    partitions,
    replication: 1,
  };
}

/** KafkaJS itself, without any of our rules: to arrange and to look. */
const plainKafka = ({ brokers }: ConnectedKafkaSettings): Kafka =>
  new Kafka({ brokers, clientId: 'test', logLevel: logLevel.NOTHING });

export async function withAdmin<T>(
  settings: ConnectedKafkaSettings,
  use: (admin: ReturnType<Kafka['admin']>) => Promise<T>,
): Promise<T> {
  const admin = plainKafka(settings).admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** A topic made by someone else. KafkaJS's own waiting for leaders fails where a broker has not heard of it yet. */
export async function makeTopic(
  { topic, ...settings }: ConnectedKafkaSettings,
  numPartitions: number,
  configEntries: { name: string; value: string }[] = [],
): Promise<void> {
  await withAdmin({ topic, ...settings }, async (admin) => {
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions, configEntries }] });
    await until('the topic is there', async () => (await admin.listTopics()).includes(topic));
  });
}

/** Where it is there. */
export async function deleteTopic(settings: ConnectedKafkaSettings): Promise<void> {
  await withAdmin(settings, async (admin) => {
    if ((await admin.listTopics()).includes(settings.topic)) await admin.deleteTopics({ topics: [settings.topic] });
  });
}

interface PlainMessage {
  key: string;
  value: string | null;
  headers?: Record<string, string>;
}

export async function sendPlainly(
  settings: ConnectedKafkaSettings,
  partition: number,
  messages: PlainMessage[],
): Promise<void> {
  const producer = plainKafka(settings).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic: settings.topic, messages: messages.map((message) => ({ ...message, partition })) });
  await producer.disconnect();
}

/** Its mark stands behind them in the partition. */
export async function sendInTransaction(
  settings: ConnectedKafkaSettings,
  partition: number,
  messages: PlainMessage[],
): Promise<void> {
  const producer = plainKafka(settings).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    transactionalId: settings.topic,
    maxInFlightRequests: 1,
    idempotent: true,
  });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic: settings.topic, messages: messages.map((message) => ({ ...message, partition })) });
  await transaction.commit();
  await producer.disconnect();
}

/** Somebody removes the messages before these offsets. */
export async function cutTopic(
  { topic, ...settings }: ConnectedKafkaSettings,
  partitions: { partition: number; offset: string }[],
): Promise<void> {
  await withAdmin({ topic, ...settings }, async (admin) => {
    // Only makes KafkaJS load what deleteTopicRecords needs.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions });
  });
}

/** Everything that stands in the topic now, per partition, in order. */
export async function readTopic(settings: ConnectedKafkaSettings): Promise<Map<number, KafkaMessage[]>> {
  const { topic } = settings;
  const ends = await withAdmin(settings, (admin) => admin.fetchTopicOffsets(topic));
  const read = new Map<number, KafkaMessage[]>(ends.map(({ partition }) => [partition, []]));
  const missing = () =>
    ends.some(({ partition, high }) => BigInt(read.get(partition)?.at(-1)?.offset ?? -1n) + 1n < BigInt(high));
  if (!missing()) return read;
  const consumer = plainKafka(settings).consumer({
    groupId: `look-${randomBytes(6).toString('hex')}`,
    maxWaitTimeInMs: 50,
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    // It starts again by itself where that helps, as while a new coordinator loads.
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) reject(payload.error);
    });
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          read.get(partition)?.push(incoming(partition, message));
          if (!missing()) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return read;
}
