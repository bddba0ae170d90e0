/** Starts what is not given by the configuration, on this machine: all of it or nothing, and ends all of it. */
import type { Config } from '../../config.js';
import { openDataDir } from './data-dir.js';
import { type EmbeddedKafkaOptions, startEmbeddedKafka } from './kafka.js';
import { keepRunning } from './keep-running.js';
import { adminKey, adminKeyFile, encryptionKey } from './keys.js';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from './postgres.js';
import type { EmbeddedServer, Progress } from './server.js';

export type { Progress } from './server.js';

export type EmbeddedConfig = Pick<
  Config,
  | 'databaseUrl'
  | 'adminKey'
  | 'encryptionKey'
  | 'dataDir'
  | 'dataDirGiven'
  | 'cacheDir'
  | 'embeddedPostgresPort'
  | 'embeddedKafkaPort'
> & { kafka: Pick<Config['kafka'], 'brokers'> };

export interface Embedded {
  databaseUrl: string;
  /** null: there is no Kafka; kafkaUnavailable says why. */
  kafkaBrokers: string[] | null;
  kafkaUnavailable: string | null;
  /** null only where the configuration needs none. */
  adminKey: string | null;
  /** The file of the key that was made here; null: the key was given. */
  adminKeyFile: string | null;
  encryptionKey: Buffer | null;
  /** null: nothing is embedded. */
  dataDir: string | null;
  stop(): Promise<void>;
}

export async function startEmbedded(config: EmbeddedConfig, progress: Progress): Promise<Embedded> {
  const { databaseUrl, kafka } = config;
  if (databaseUrl && kafka.brokers) return nothingEmbedded(config, databaseUrl, kafka.brokers);
  const dataDir = openDataDir(config, progress);
  try {
    const made = keys(config, dataDir.path);
    const servers = await startServers(config, dataDir.path, progress);
    const stop = () => servers.stop().finally(dataDir.release);
    return { ...servers, ...made, dataDir: dataDir.path, stop };
  } catch (error) {
    dataDir.release();
    throw error;
  }
}

type Kafka = Awaited<ReturnType<typeof startEmbeddedKafka>>;

/** Both at once; when one fails the other is stopped again. */
async function startServers(config: EmbeddedConfig, dataDir: string, progress: Progress) {
  const places = { dataDir, cacheDir: config.cacheDir, progress };
  const [postgres, kafka] = await Promise.allSettled([
    config.databaseUrl ? null : keptPostgres({ ...places, port: config.embeddedPostgresPort }),
    config.kafka.brokers ? null : keptKafka({ ...places, port: config.embeddedKafkaPort }),
  ]);
  const stop = async () => {
    await Promise.all([outcome(postgres)?.stop(), brokerOf(outcome(kafka))?.stop()]);
  };
  const failed = [postgres, kafka].find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    databaseUrl: config.databaseUrl ?? outcome(postgres)?.address ?? '',
    kafkaBrokers: config.kafka.brokers ?? brokerOf(outcome(kafka))?.address ?? null,
    kafkaUnavailable: whyNot(outcome(kafka)),
    stop,
  };
}

const quiet: Progress = () => {};

async function keptPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedServer<string>> {
  const first = await startEmbeddedPostgres(options);
  const again = () => startEmbeddedPostgres({ ...options, port: first.port, progress: quiet });
  return keepRunning('PostgreSQL', first, again, options.progress);
}

async function keptKafka(options: EmbeddedKafkaOptions): Promise<Kafka> {
  const first = await startEmbeddedKafka(options);
  if ('unavailable' in first) return first;
  const again = async () => {
    const server = await startEmbeddedKafka({ ...options, port: first.port, progress: quiet });
    if ('unavailable' in server) throw new Error(server.unavailable);
    return server;
  };
  return keepRunning('Kafka', first, again, options.progress);
}

const outcome = <T>(result: PromiseSettledResult<T>): T | null => (result.status === 'fulfilled' ? result.value : null);
const brokerOf = (kafka: Kafka | null): EmbeddedServer<string[]> | null => (kafka && 'stop' in kafka ? kafka : null);
const whyNot = (kafka: Kafka | null): string | null => (kafka && 'unavailable' in kafka ? kafka.unavailable : null);

/** Keys are made only for data that lies here; a PostgreSQL that was given has its keys given too. */
function keys(config: EmbeddedConfig, dataDir: string): Pick<Embedded, 'adminKey' | 'adminKeyFile' | 'encryptionKey'> {
  const own = !config.databaseUrl;
  return {
    adminKey: config.adminKey ?? (own ? adminKey(dataDir) : null),
    adminKeyFile: own && !config.adminKey ? adminKeyFile(dataDir) : null,
    encryptionKey: config.encryptionKey ?? (own ? encryptionKey(dataDir) : null),
  };
}

const nothingEmbedded = (config: EmbeddedConfig, databaseUrl: string, kafkaBrokers: string[]): Embedded => ({
  databaseUrl,
  kafkaBrokers,
  kafkaUnavailable: null,
  adminKey: config.adminKey,
  adminKeyFile: null,
  encryptionKey: config.encryptionKey,
  dataDir: null,
  stop: async () => {},
});
