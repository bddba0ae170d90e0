/** A real Apache Kafka (KRaft, one node) on loopback; its data and its port are there again at the next start. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { StartRefused } from '../../config.js';
import { findJava, findProgram, type Java } from './java.js';
import { classArchive } from './kafka-archive.js';
import { formatOnce } from './kafka-format.js';
import { classPath, fetchJars, jarsAreThere } from './kafka-jars.js';
import { kafkaProperties } from './kafka-properties.js';
import { endLeftover, launchServer } from './launch.js';
import { choosePort, LOOPBACK, retryTakenPort } from './ports.js';
import type { EmbeddedServer, Progress } from './server.js';
import { makeServerFolders } from './server-folders.js';

export interface EmbeddedKafkaOptions {
  dataDir: string;
  cacheDir: string;
  /** null: its own, another free one when taken. */
  port: number | null;
  progress: Progress;
}

const OLDEST_JAVA = 17;
const GOES_ON = 'the log itself feeds the read models, all else works as usual';
const FLAGS = [
  '-Xms32m',
  '-Xmx256m',
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

/** Without Java or Maven it is unavailable, and the start goes on; with ones that cannot do it, the start is refused. */
export async function startEmbeddedKafka(
  options: EmbeddedKafkaOptions,
): Promise<EmbeddedServer<string[]> | { unavailable: string }> {
  const { cacheDir, progress } = options;
  const java = await findJava();
  if (!java)
    return {
      unavailable: `no Kafka: Java was not found (install Java ${OLDEST_JAVA} or newer, or set KAFKA_BROKERS); ${GOES_ON}`,
    };
  refuseOldJava(java);
  if (!jarsAreThere(cacheDir)) {
    const mvn = findProgram('mvn');
    if (!mvn)
      return { unavailable: `no Kafka: Maven (mvn) was not found (install Maven, or set KAFKA_BROKERS); ${GOES_ON}` };
    await fetchJars(mvn, cacheDir, progress);
  }
  return startBroker(java, options);
}

function refuseOldJava({ major, version, path }: Java): void {
  if (major >= OLDEST_JAVA) return;
  throw new StartRefused(
    `Java ${version} (${path}) is too old for Kafka: install Java ${OLDEST_JAVA} or newer, or take java off the PATH (and unset JAVA_HOME) to run without Kafka, or set KAFKA_BROKERS`,
  );
}

async function startBroker(java: Java, options: EmbeddedKafkaOptions): Promise<EmbeddedServer<string[]>> {
  const { dataDir, cacheDir, progress } = options;
  makeServerFolders(dataDir);
  const folder = join(dataDir, 'kafka');
  const settings = join(folder, 'server.properties');
  const server = { title: 'Kafka', name: 'kafka', dataDir, marker: settings, stopSignal: 'SIGTERM' } as const;
  await endLeftover(server, progress);
  progress('Starting Kafka …');
  const archive = classArchive(java, cacheDir);
  const base = [...FLAGS, ...archive.use, '-cp', classPath(cacheDir)];
  return retryTakenPort(async () => {
    const port = await writeSettings(options, folder, settings);
    await formatOnce(java, base, folder, settings);
    const launched = await launchServer({
      ...server,
      command: java.program,
      args: [...archive.write, ...base, 'kafka.Kafka', settings],
      env: process.env,
      ready: () => answers(port),
    });
    const stop = () => archive.keepAfter(launched.stop, progress);
    return { ...launched, address: [`${LOOPBACK}:${port}`], port, stop };
  });
}

async function writeSettings(
  { dataDir, port: given }: EmbeddedKafkaOptions,
  folder: string,
  settings: string,
): Promise<number> {
  const file = (name: string) => join(dataDir, 'run', name);
  const port = await choosePort({ file: file('kafka.port'), given, variable: 'INTAKE_EMBEDDED_KAFKA_PORT' });
  const controller = { file: file('kafka-controller.port'), given: null, variable: '', besides: port };
  const controllerPort = await choosePort(controller);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(settings, kafkaProperties({ logDir: join(folder, 'data'), port, controllerPort }));
  return port;
}

async function answers(port: number): Promise<void> {
  const kafka = new Kafka({
    brokers: [`${LOOPBACK}:${port}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    requestTimeout: 5000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    if (brokers.length === 0) throw new Error('no broker yet');
  } finally {
    await admin.disconnect();
  }
}
