/**
 * The program that sends the same messages by KafkaJS alone, 1,000 a send, to a topic of its own: what a relay and a replay
 * are held to. They are ready beforehand: reading the log and making messages of it is not part of the time.
 */
import { Kafka, Partitioners } from 'kafkajs';
import { createPool } from '../../dist/platform/database/pools.js';
import { newId } from '../../dist/platform/ids.js';
import { toMessage } from '../../dist/platform/kafka/cloud-event.js';
import { connectionConfig } from '../../dist/platform/kafka/kafkajs-connection.js';
import { partitionOf } from '../../dist/platform/store/partition.js';
import { LogReader } from '../../dist/platform/store/reader.js';
import { PARTITIONS } from './databases.mjs';
import { kafkaClient, ORIGIN, settingsOf } from './kafka.mjs';
import { log } from './operation.mjs';

const A_SEND = 1_000;

/** `replayed`: as those of a replay, which carry its id. */
export default async function kafkaJsAlone({ url, brokers, events, replayed = false }) {
  const topic = `alone.${newId()}`;
  await kafkaClient(brokers).ensureOtherTopic(topic, { make: true });
  const producer = new Kafka(connectionConfig(settingsOf(brokers), log)).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const pool = createPool({ url, name: 'kafkajs alone', max: 1, log });
  const reader = new LogReader(pool);
  const message = messageOf(replayed ? { ...ORIGIN, replayId: newId() } : ORIGIN);
  let ms = 0;
  for (let position = 0; position < events; position += A_SEND) {
    const messages = (await reader.after(position, { limit: A_SEND, upTo: position + A_SEND })).map(message);
    const start = performance.now();
    await producer.send({ topic, acks: -1, messages });
    ms += performance.now() - start;
  }
  await Promise.all([producer.disconnect(), pool.end()]);
  return { perSecond: (events / ms) * 1_000 };
}

const messageOf = (origin) => (event) => ({
  ...toMessage(event, event.position - 1, origin),
  partition: partitionOf(event.streamHash, PARTITIONS),
});
