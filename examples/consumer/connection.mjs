import { Kafka, logLevel } from 'kafkajs';

const { KAFKA_BROKERS, TOPIC = 'intake.events', GROUP = 'example' } = process.env;
if (!KAFKA_BROKERS) {
  console.error('set KAFKA_BROKERS, for example 127.0.0.1:9092');
  process.exit(2);
}

export const topic = TOPIC;
export const groupId = GROUP;
export const kafka = new Kafka({ clientId: 'example', brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.NOTHING });
