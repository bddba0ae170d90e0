/** The port on KafkaJS 2.2.4. Every publisher and every follower has connections of its own. */
import { type Admin, Kafka } from 'kafkajs';
import type { Log } from '../log.js';
import { Outage } from '../outage.js';
import { BrokerRefused, brokerRefused, WANTS_TLS, whoHungUp } from './broker-refused.js';
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
  type Received,
  TopicMismatchError,
} from './port.js';
import { speaksTls } from './speaks-tls.js';
import { ensureOtherTopic, ensureTopic, refusalOf } from './topic.js';

export class KafkaJsClient implements KafkaClient, Received {
  private warned = '';
  /** Told once, whoever of this process meets it. */
  private readonly refusal: Outage;

  /** Throws StartRefused where the settings cannot be used. */
  constructor(
    private readonly settings: ConnectedKafkaSettings,
    private readonly log: Log,
  ) {
    this.config();
    const lines = { failed: 'Kafka refuses this process; trying on', over: 'Kafka takes this process again' };
    this.refusal = new Outage(log, lines);
  }

  refused(): string | null {
    const { error } = this.refusal;
    return error instanceof BrokerRefused ? error.what : null;
  }

  publisher(topic = this.settings.topic): Promise<KafkaPublisher> {
    return this.plainly(kafkaJsPublisher(this.config(), topic));
  }

  /** A group of two topics is shared out by one member, who knows of its own topic only: so its id begins with it. */
  async follow(options: FollowOptions): Promise<KafkaFollowing> {
    const { topic } = this.settings;
    const ours = { ...options, group: `${topic}.${options.group}` };
    // A consumer would try a broker that refuses it for ever, and tell nobody.
    const reach = () => this.withAdmin(async () => {});
    return new KafkaJsFollowing(() => new Kafka(this.config()), topic, ours, this.log, reach);
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
    const reader = await this.plainly(openTopic(new Kafka(this.config()), this.settings.topic));
    try {
      return await use(reader);
    } finally {
      await reader.close();
    }
  }

  private async withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = new Kafka(this.config()).admin();
    try {
      await this.plainly(admin.connect());
      return await use(admin);
    } finally {
      await admin.disconnect().catch(() => {});
    }
  }

  /** Of a connection: what it is refused for is told, and thrown, in words for a person. */
  private async plainly<T>(connecting: Promise<T>): Promise<T> {
    try {
      const connected = await connecting;
      this.refusal.over();
      return connected;
    } catch (error) {
      const refused = brokerRefused(error) ?? (await this.refusedPlain(error));
      if (refused) this.refusal.failed(refused, 'error');
      throw refused ?? error;
    }
  }

  private async refusedPlain(error: unknown): Promise<BrokerRefused | null> {
    const broker = this.settings.ssl ? null : whoHungUp(error);
    return broker && (await speaksTls(broker.host, broker.port)) ? new BrokerRefused(WANTS_TLS) : null;
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
