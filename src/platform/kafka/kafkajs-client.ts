/** The port on KafkaJS 2.2.4. Every publisher and every follower has connections of its own. */
import { type Admin, Kafka } from 'kafkajs';
import type { Log } from '../log.js';
import { openTopic, type TopicReader } from './kafkajs-cluster.js';
import { type ConnectedKafkaSettings, connectionConfig } from './kafkajs-connection.js';
import { KafkaJsFollowing } from './kafkajs-following.js';
import { kafkaJsPublisher } from './kafkajs-publisher.js';
import { lastMessages } from './last-messages.js';
import {
  type FollowOptions,
  type KafkaClient,
  type KafkaFollowing,
  type KafkaMessage,
  type KafkaPublisher,
  TopicMismatchError,
} from './port.js';
import { ensureOtherTopic, ensureTopic, refusalOf } from './topic.js';

export class KafkaJsClient implements KafkaClient {
  private warned = '';

  /** Throws StartRefused where the settings cannot be used. */
  constructor(
    private readonly settings: ConnectedKafkaSettings,
    private readonly log: Log,
  ) {
    this.config();
  }

  publisher(topic = this.settings.topic): Promise<KafkaPublisher> {
    return kafkaJsPublisher(this.config(), topic);
  }

  /** A group of two topics is shared out by one member, who knows of its own topic only: so its id begins with it. */
  async follow(options: FollowOptions): Promise<KafkaFollowing> {
    const { topic } = this.settings;
    const ours = { ...options, group: `${topic}.${options.group}` };
    return new KafkaJsFollowing(() => new Kafka(this.config()), topic, ours, this.log);
  }

  async ensureTopic(): Promise<void> {
    const warnings = await this.withAdmin((admin) => ensureTopic(admin, this.settings));
    this.warnOnce(warnings.join('; '));
  }

  ensureOtherTopic(topic: string, { make }: { make: boolean }): Promise<number> {
    return refusedFor(
      topic,
      this.withAdmin((admin) => ensureOtherTopic(admin, { ...this.settings, topic }, make)),
    );
  }

  lastMessages(isWanted: (message: KafkaMessage) => boolean): Promise<KafkaMessage[]> {
    return refusedFor(
      this.settings.topic,
      this.withTopic((reader) => lastMessages(reader, isWanted)),
    );
  }

  private async withTopic<T>(use: (reader: TopicReader) => Promise<T>): Promise<T> {
    const reader = await openTopic(new Kafka(this.config()), this.settings.topic);
    try {
      return await use(reader);
    } finally {
      await reader.close();
    }
  }

  private async withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = new Kafka(this.config()).admin();
    try {
      await admin.connect();
      return await use(admin);
    } finally {
      await admin.disconnect().catch(() => {});
    }
  }

  /** The topic is checked after every interruption; the same warning is not said each time. */
  private warnOnce(warning: string): void {
    if (warning && warning !== this.warned) this.log.warn(warning);
    this.warned = warning;
  }

  private config() {
    return connectionConfig(this.settings, this.log);
  }
}

/** What a person has to mend is told as such. */
function refusedFor<T>(topic: string, asked: Promise<T>): Promise<T> {
  return asked.catch((error) => {
    const refusal = refusalOf(error);
    throw refusal ? new TopicMismatchError(`Kafka does not give the topic ${topic}: ${refusal}`) : error;
  });
}
