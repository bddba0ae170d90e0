/**
 * A topic's partitions read without a group. KafkaJS offers no such thing, though its consumers do just that: so this takes
 * the cluster that it makes for them. Joining a group would cost the broker's rebalance delay, three seconds by default.
 */
import type { IHeaders, Kafka, KafkaMessage as KafkaJsMessage } from 'kafkajs';
import { incoming } from './kafkajs-message.js';
import type { KafkaMessage } from './port.js';

/** The part of KafkaJS 2.2.4's inner cluster that is used here. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findTopicPartitionMetadata(topic: string): { partitionId: number }[];
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findBroker(broker: { nodeId: string }): Promise<Broker>;
  fetchTopicsOffset(
    topics: { topic: string; partitions: { partition: number }[]; fromBeginning: boolean }[],
  ): Promise<{ partitions: { partition: number; offset: string }[] }[]>;
}
interface Broker {
  fetch(request: object): Promise<{ responses: { partitions: Fetched[] }[] }>;
}
interface Fetched {
  partition: number;
  messages: (KafkaJsMessage & { headers: IHeaders; isControlRecord?: boolean })[];
}

/** Partition → offset. */
export type Offsets = ReadonlyMap<number, bigint>;

export interface Page {
  messages: KafkaMessage[];
  /** Where it goes on, in partitions that had something. */
  next: Offsets;
}

export interface TopicReader {
  /** The earliest offset, and the one that the next message will have. */
  bounds(): Promise<{ earliest: Offsets; end: Offsets }>;
  /** Some of what stands from these offsets on: at least one batch, where there is any. */
  read(from: Offsets): Promise<Page>;
  close(): Promise<void>;
}

/** A batch larger than this comes alone. */
const PARTITION_BYTES = 1024 * 1024;
const MAX_WAIT_MS = 100;

export async function openTopic(kafka: Kafka, topic: string): Promise<TopicReader> {
  const cluster = clusterOf(kafka);
  try {
    await cluster.connect();
    await cluster.addTargetTopic(topic);
  } catch (error) {
    await cluster.disconnect().catch(() => {});
    throw error;
  }
  const bound = async (fromBeginning: boolean): Promise<Offsets> => {
    const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ partition: partitionId }));
    const [found] = await cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning }]);
    return new Map((found?.partitions ?? []).map(({ partition, offset }) => [partition, BigInt(offset)]));
  };
  return {
    bounds: async () => ({ earliest: await bound(true), end: await bound(false) }),
    read: async (from) => pageOf(await fetchFromLeaders(cluster, topic, from), from),
    close: () => cluster.disconnect().catch(() => {}),
  };
}

function clusterOf(kafka: Kafka): Cluster {
  const inner = kafka as unknown as Record<symbol, (options: object) => Cluster>;
  const create = Object.getOwnPropertySymbols(kafka).find(({ description }) => description?.endsWith('createCluster'));
  return inner[create!]!({ allowAutoTopicCreation: false });
}

async function fetchFromLeaders(cluster: Cluster, topic: string, from: Offsets): Promise<Fetched[]> {
  const leaders = Object.entries(cluster.findLeaderForPartitions(topic, [...from.keys()]));
  const answers = leaders.map(async ([nodeId, led]) => {
    const broker = await cluster.findBroker({ nodeId });
    const partitions = led.map((partition) => ({
      partition,
      fetchOffset: `${from.get(partition)}`,
      maxBytes: PARTITION_BYTES,
    }));
    return broker.fetch({
      replicaId: -1,
      isolationLevel: 0,
      maxWaitTime: MAX_WAIT_MS,
      topics: [{ topic, partitions }],
    });
  });
  return (await Promise.all(answers)).flatMap(({ responses }) => responses.flatMap(({ partitions }) => partitions));
}

/** A broker answers whole batches: what stands before the offset is left out, and so are the marks of transactions. */
function pageOf(fetched: readonly Fetched[], from: Offsets): Page {
  const found = fetched.filter(({ messages }) => messages.length > 0);
  return {
    messages: found.flatMap(({ partition, messages }) =>
      messages
        .filter(({ offset, isControlRecord }) => BigInt(offset) >= from.get(partition)! && !isControlRecord)
        .map((message) => incoming(partition, message)),
    ),
    next: new Map(found.map(({ partition, messages }) => [partition, BigInt(messages.at(-1)!.offset) + 1n])),
  };
}
