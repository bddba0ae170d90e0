/** The port on KafkaJS 2.2.4. Every publisher and every follower has connections of its own. */
import { Kafka } from 'kafkajs';
import type { Log } from '../log.js';
import { type ConnectedKafkaSettings, connectionConfig } from './kafkajs-connection.js';
import { KafkaJsFollowing } from './kafkajs-following.js';
import { kafkaJsPublisher } from './kafkajs-publisher.js';
import type { FollowOptions, KafkaClient, KafkaFollowing, KafkaPublisher } from './port.js';
import { ensureTopic } from './topic.js';

export class KafkaJsClient implements KafkaClient {
  private warned = '';

  /** Throws StartRefused where the settings cannot be used. */
  constructor(
    private readonly settings: ConnectedKafkaSettings,
    private readonly log: Log,
  ) {
    this.config();
  }

  publisher(): Promise<KafkaPublisher> {
    return kafkaJsPublisher(this.config(), this.settings.topic);
  }

  async follow(options: FollowOptions): Promise<KafkaFollowing> {
    return new KafkaJsFollowing(() => new Kafka(this.config()), this.settings.topic, options, this.log);
  }

  async ensureTopic(): Promise<void> {
    const admin = new Kafka(this.config()).admin();
    try {
      await admin.connect();
      const warnings = await ensureTopic(admin, this.settings);
      this.warnOnce(warnings.join('; '));
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
