/** The settings of the one-node Kafka: nothing is ever dropped, topics are made by Intake alone, and it is small and quick to start. */
import { LOOPBACK } from './ports.js';

export interface KafkaPlaces {
  logDir: string;
  port: number;
  controllerPort: number;
}

export function kafkaProperties({ logDir, port, controllerPort }: KafkaPlaces): string {
  const settings: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    listeners: `CLIENT://${LOOPBACK}:${port},CONTROLLER://${LOOPBACK}:${controllerPort}`,
    'advertised.listeners': `CLIENT://${LOOPBACK}:${port}`,
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENT',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': `1@${LOOPBACK}:${controllerPort}`,
    'log.dirs': logDir,
    'auto.create.topics.enable': false,
    'log.retention.ms': -1,
    'log.retention.bytes': -1,
    // The defaults would take 128 MB at start, and 10 s until a broker that was killed may come back.
    'log.cleaner.dedupe.buffer.size': 2_097_152,
    'broker.session.timeout.ms': 1500,
    'broker.heartbeat.interval.ms': 300,
    'group.initial.rebalance.delay.ms': 0,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.num.partitions': 2,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
  };
  // In this format a backslash starts an escape.
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('');
}
