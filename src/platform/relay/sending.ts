/**
 * One batch through one producer. Guarantees: each partition's messages in order, the partitions side by side; when it
 * resolves, all of it is acknowledged; when it rejects, nothing of it is still on its way but what never came back.
 */
import type { KafkaClient, KafkaPublisher } from '../kafka/port.js';
import { within } from '../waiting.js';
import type { Batch, PartitionSends } from './batch.js';

/** Whatever a client promises: a call that has not come back by then never will. */
export const CALL_MS = 15_000;

/** A publisher that comes when nobody waits for it any more is closed. */
export async function connect(kafka: KafkaClient, topic?: string): Promise<KafkaPublisher> {
  const connecting = kafka.publisher(topic);
  try {
    return await within(CALL_MS, connecting);
  } catch (error) {
    connecting.then((late) => late.close()).catch(() => {});
    throw error;
  }
}

/** `refuse` throws where whoever sends must not go on; it is asked right before each send. */
export async function send(publisher: KafkaPublisher, { partitions }: Batch, refuse: () => void): Promise<void> {
  const failed = new AbortController();
  const results = await Promise.allSettled(
    partitions.map((partition) =>
      sendInOrder(publisher, partition, refuse, failed.signal).catch((error) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function sendInOrder(
  publisher: KafkaPublisher,
  { partition, sends }: PartitionSends,
  refuse: () => void,
  failed: AbortSignal,
): Promise<void> {
  for (const messages of sends) {
    if (failed.aborted) return;
    refuse();
    await within(CALL_MS, publisher.publish(partition, messages));
  }
}
