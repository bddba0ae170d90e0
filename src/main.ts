/** Starts what the configuration says, tells a person where it is, and ends it in order. */
import { buildApp, loadRooms } from './app.module.js';
import { type Config, EX_CONFIG, readArguments, readConfig, StartRefused } from './config.js';
import { greeting } from './greeting.js';
import { migrate } from './platform/database/migrate.js';
import { roleOf } from './platform/database/roles.js';
import { type Embedded, startEmbedded } from './platform/embedded/embedded.js';
import { Drain } from './platform/http/drain.js';
import { refuseTakenPort } from './platform/http/listen.js';
import { Metrics } from './platform/http/metrics.js';
import { BrokerRefused } from './platform/kafka/broker-refused.js';
import { KafkaJsClient } from './platform/kafka/kafkajs-client.js';
import { type KafkaClient, TopicMismatchError } from './platform/kafka/port.js';
import { Lifecycle } from './platform/lifecycle.js';
import { createLog, type Log } from './platform/log.js';
import type { Running } from './platform/platform.module.js';
import { definedProjections, isByStream } from './platform/projector/projection.js';
import { partsOf } from './roles.js';

const stops: (() => Promise<unknown>)[] = [];
let stopping: Promise<void> | undefined;
/** What it was told makes sense: what fails from then on may be mended by another start. */
let configured = false;

function stop(code: number): void {
  if (!stopping && process.stdout.isTTY) console.log('Stopping; what is under way is finished first …');
  stopping ??= (async () => {
    for (const each of stops.reverse()) await each().catch(() => {});
    process.exit(code);
  })();
}

process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));

start().catch((error) => {
  // Ended by a person in the middle of the start: what then fails is no news.
  if (!stopping) console.error(error instanceof StartRefused ? `Intake cannot start: ${error.message}` : error);
  stop(configured ? 1 : EX_CONFIG);
});

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const { repartition } = readArguments(process.argv.slice(2));
  if (repartition && !config.migrate) throw new StartRefused('--repartition needs INTAKE_MIGRATE=auto');
  configured = true;
  const log = createLog(config.logLevel, !config.production && process.stdout.isTTY);
  await refuseTakenPort(config);
  const embedded = await startEmbedded(config, (line) => console.log(line));
  stops.push(() => embedded.stop());
  const running = await prepare(config, log, embedded, repartition);
  const app = await buildApp(running);
  const lifecycle = new Lifecycle(log);
  stops.push(() => lifecycle.stop());
  await lifecycle.start(
    await partsOf(app, running, {
      onListening: (url) => greeting({ url, api: config.roles.has('api'), embedded, log }),
      giveUp: () => stop(1),
    }),
  );
}

async function prepare(config: Config, log: Log, embedded: Embedded, repartition: boolean): Promise<Running> {
  await loadRooms();
  const { databaseUrl, kafkaBrokers: brokers, adminKey, encryptionKey } = embedded;
  const kafka = brokers && new KafkaJsClient({ ...config.kafka, brokers }, log);
  const byStream = definedProjections().filter(isByStream);
  const logId = await migrate({
    ownerUrl: config.migrationDatabaseUrl ?? databaseUrl,
    applicationUrl: databaseUrl,
    role: roleOf(config.roles),
    readModels: definedProjections(),
    partitions: config.kafka.partitions,
    migrate: config.migrate,
    repartition: repartition
      ? { byStream: byStream.map(({ name }) => name), ensureTopic: () => mustHaveTopic(kafka) }
      : null,
  });
  if (config.databaseUrl && config.migrate && (config.migrationDatabaseUrl ?? databaseUrl) === databaseUrl) {
    log.info(
      { role: roleOf(config.roles) },
      'one login owns and uses the database: its connections take a role that cannot change events',
    );
  }
  if (kafka && config.roles.has('relay')) await makeTopic(kafka, log);
  return {
    ...{ config, log, databaseUrl, kafka, logId, adminKey, encryptionKey },
    ...{ drain: new Drain(), metrics: new Metrics() },
  };
}

/** Before something is changed that cannot do without. */
async function mustHaveTopic(kafka: KafkaClient | null): Promise<void> {
  await kafka?.ensureTopic().catch((error: Error) => {
    const why = error instanceof TopicMismatchError ? error.message : `Kafka does not answer (${error.message})`;
    throw new StartRefused(`nothing was changed: ${why}`);
  });
}

/** A topic that is not as configured needs a person; a Kafka that is away does not: everything else goes on. */
async function makeTopic(kafka: KafkaClient, log: Log): Promise<void> {
  try {
    await kafka.ensureTopic();
  } catch (error) {
    if (error instanceof TopicMismatchError) throw new StartRefused(error.message);
    // Told already; it is tried on.
    if (error instanceof BrokerRefused) return;
    log.warn({ error: (error as Error).message }, 'Kafka does not answer; starting without it');
  }
}
