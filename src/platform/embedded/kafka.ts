/** A real Apache Kafka (KRaft, one node) on loopback; its data and its port are there again at the next start. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { StartRefused } from '../../config.js';
import { findJava, findProgram, type Java } from './java.js';
import { classPath, fetchJars, jarsAreThere, KAFKA_VERSION } from './kafka-jars.js';
import { kafkaProperties } from './kafka-properties.js';
import { endLeftover, launchServer } from './launch.js';
import { choosePort, LOOPBACK } from './ports.js';
import type { EmbeddedServer, Progress } from './server.js';
import { makeServerFolders } from './server-folders.js';

const run = promisify(execFile);

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
  const port = await writeSettings(options, folder, settings);
  const archive = join(cacheDir, `kafka-${KAFKA_VERSION}`, `classes-${java.build}.jsa`);
  const base = [
    ...FLAGS,
    ...(existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : []),
    '-cp',
    classPath(cacheDir),
  ];
  await format(java, base, folder, settings);
  const archiving = existsSync(archive) ? null : `${archive}.${process.pid}`;
  const { pid, stop } = await launchServer({
    ...server,
    command: java.program,
    args: [...(archiving ? [`-XX:ArchiveClassesAtExit=${archiving}`] : []), ...base, 'kafka.Kafka', settings],
    env: process.env,
    ready: () => answers(port),
  });
  return { address: [`${LOOPBACK}:${port}`], pid, stop: () => stop().then(() => keepArchive(archiving, archive)) };
}

async function writeSettings(
  { dataDir, port: given }: EmbeddedKafkaOptions,
  folder: string,
  settings: string,
): Promise<number> {
  const file = (name: string) => join(dataDir, 'run', name);
  const port = await choosePort({ file: file('kafka.port'), given, variable: 'INTAKE_EMBEDDED_KAFKA_PORT' });
  const controllerPort = await choosePort({ file: file('kafka-controller.port'), given: null, variable: '' });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(settings, kafkaProperties({ logDir: join(folder, 'data'), port, controllerPort }));
  return port;
}

/** Once. The tool refuses a half-formatted folder, so a mark that it is finished is set after it. */
async function format(java: Java, base: string[], folder: string, settings: string): Promise<void> {
  const done = join(folder, 'formatted');
  if (existsSync(done)) return;
  rmSync(join(folder, 'data'), { recursive: true, force: true });
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  try {
    await run(java.program, [...base, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', settings], { cwd: '/' });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new StartRefused(`Kafka could not make its data in ${folder}: ${(stderr || message).trim().split('\n')[0]}`);
  }
  writeFileSync(done, `${id}\n`);
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

/** The first broker of this Java wrote down its classes when it ended: from now on it starts three times as fast. */
function keepArchive(written: string | null, archive: string): void {
  if (written && existsSync(written)) renameSync(written, archive);
}
