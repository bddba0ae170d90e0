/**
 * What Intake asks of a Kafka client, and no more: so that another client can be tried by passing the same
 * contract suite (test/platform/kafka-contract.spec.ts).
 */

/** A message as it stands in a partition. Header names are lower case. */
export interface KafkaMessage {
  partition: number;
  offset: bigint;
  key: string;
  value: Buffer;
  headers: Record<string, string>;
}

export interface OutgoingMessage {
  key: string;
  value: Buffer;
  headers: Record<string, string>;
  /** Kafka's own time stamp of it, by which a consumer finds where a time begins; never later than now. */
  timestampMs: number;
}

export interface KafkaPublisher {
  /**
   * Appends the messages to one partition, in order, acknowledged by all in-sync replicas, or rejects. After a
   * rejection any prefix may stand in the partition: the caller sends the same messages again.
   * Calls for different partitions may run at once; for one partition the caller waits for the last one.
   */
  publish(partition: number, messages: OutgoingMessage[]): Promise<void>;
  close(): Promise<void>;
}

export interface KafkaFollowing {
  stop(): Promise<void>;
}

export interface FollowOptions {
  /** One of the topic's groups: those of two installations at one broker have nothing to do with each other. */
  group: string;
  /** Where to begin with a partition just assigned; 'earliest' when the follower has never seen it. */
  startAt(partition: number): Promise<bigint | 'earliest'>;
  /**
   * A batch of one partition, in order; partitions run in parallel. Offsets are committed after it resolves, as a
   * courtesy to lag monitors. A rejection delivers the batch again. `heartbeat` is called by long handlers.
   */
  onBatch(partition: number, messages: KafkaMessage[], heartbeat: () => Promise<void>): Promise<void>;
}

export interface KafkaClient {
  /** A fresh producer, for the topic of the events or another one; after any error the caller closes it and asks anew. */
  publisher(topic?: string): Promise<KafkaPublisher>;
  /** Joins the group and goes on for ever, through every outage, until stopped. Resolves once it has begun trying. */
  follow(options: FollowOptions): Promise<KafkaFollowing>;
  /**
   * Makes the topic if it is missing, with the settings of design §7, and checks one that is there.
   * Rejects with TopicMismatchError when its partition count is not `partitions`.
   */
  ensureTopic(): Promise<void>;
  /**
   * Another topic than that of the events: answers how many partitions it has. Where it is missing it is made as that
   * one is, if `make` says so. Rejects with TopicMismatchError otherwise, and where it would lose or refuse events.
   */
  ensureOtherTopic(topic: string, options: { make: boolean }): Promise<number>;
  /**
   * Of each partition of the topic of the events the last message that is wanted, if there is one: looked for from the end
   * backwards, no further than some thousand messages and some seconds. It may be asked for any message on the way.
   */
  lastMessages(isWanted: (message: KafkaMessage) => boolean): Promise<KafkaMessage[]>;
}

/** Of a client that tells how it is received. */
export interface Received {
  /** Why brokers refuse this process, in words for everybody; null: they do not, as far as was tried. */
  refused(): string | null;
}

/** The topic is not as it must be: needs a person. */
export class TopicMismatchError extends Error {
  override name = 'TopicMismatchError';
}
