/** The port on KafkaJS 2.2.4. Every publisher and every follower has connections of its own. */
import { type Admin, Kafka } from 'kafkajs';
import type { Log } from '../log.js';
import { type ConnectedKafkaSettings, connectionConfig } from './kafkajs-connection.js';
import { KafkaJsFollowing } from './kafkajs-following.js';
import { kafkaJsPublisher } from './kafkajs-publisher.js';
import {
  type FollowOptions,
  type KafkaClient,
  type KafkaFollowing,
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
    return this.withAdmin((admin) => ensureOtherTopic(admin, { ...this.settings, topic }, make)).catch((error) => {
      const refusal = refusalOf(error);
      throw refusal ? new TopicMismatchError(`Kafka does not give the topic ${topic}: ${refusal}`) : error;
    });
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
