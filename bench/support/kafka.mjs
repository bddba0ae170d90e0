/** Kafka as Intake reaches it, and what its messages say of where they come from. */
import { KafkaJsClient } from '../../dist/platform/kafka/kafkajs-client.js';
import { PARTITIONS } from './databases.mjs';
import { log } from './operation.mjs';

/** Of the events; a replay goes to another one. */
export const TOPIC = 'intake.events';
export const ORIGIN = { logId: 'e0d7d9a4-5a3c-4b0e-9d59-1d0a5a4f1f6e', source: '/intake' };

export const settingsOf = (brokers, topic = TOPIC) => ({
  ...{ brokers, topic, partitions: PARTITIONS, replication: null },
  ...{ ssl: false, sslCa: null, sasl: null },
});

export const kafkaClient = (brokers, topic) => new KafkaJsClient(settingsOf(brokers, topic), log);
