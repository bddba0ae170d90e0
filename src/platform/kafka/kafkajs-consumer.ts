/** A KafkaJS consumer that begins at the earliest, commits nothing by itself and ends at its first fatal error. */
import type { Consumer, Kafka } from 'kafkajs';

/** An empty fetch is answered after this long: bounds how long a stop or a resumed partition waits for it. */
const MAX_WAIT_MS = 250;
/** A member that has died holds up the group's next rebalance for this long; brokers take no less by default. */
const SESSION_MS = 6_000;
const HEARTBEAT_MS = 1_000;

export function createConsumer(kafka: Kafka, groupId: string): Consumer {
  return kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    sessionTimeout: SESSION_MS,
    rebalanceTimeout: SESSION_MS,
    heartbeatInterval: HEARTBEAT_MS,
    minBytes: 1,
    maxWaitTimeInMs: MAX_WAIT_MS,
    // KafkaJS's own restart waits ever longer and keeps state we do not want: whoever uses it makes a fresh one.
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 1_000_000, restartOnFailure: async () => false },
  });
}
