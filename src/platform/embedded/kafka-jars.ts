/** Apache Kafka from Maven Central, once: in the cache under its version, whole or not at all. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { StartRefused } from '../../config.js';
import { cacheRefused } from './cache.js';
import { forget, watch } from './guard.js';
import { endProcess, type OwnProcess } from './processes.js';
import type { Progress } from './server.js';

const GOAL = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/** The newest that runs on Java 17. */
export const KAFKA_VERSION = '4.4.0';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>intake</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;
const SILENCE_BOUND_MS = 120_000;
const TELL_EVERY = 20;

const jarsFolder = (cacheDir: string): string => join(cacheDir, `kafka-${KAFKA_VERSION}`, 'libs');

export const jarsAreThere = (cacheDir: string): boolean => existsSync(jarsFolder(cacheDir));

/** In a fixed order: a class archive fits one class path only. */
export const classPath = (cacheDir: string): string =>
  readdirSync(jarsFolder(cacheDir))
    .sort()
    .map((jar) => join(jarsFolder(cacheDir), jar))
    .join(':');

export async function fetchJars(mvn: string, cacheDir: string, progress: Progress): Promise<void> {
  progress(`Fetching Apache Kafka ${KAFKA_VERSION} from Maven Central (once, about 45 MB) …`);
  const target = jarsFolder(cacheDir);
  const aside = join(cacheDir, `kafka-${KAFKA_VERSION}.${process.pid}`);
  try {
    mkdirSync(aside, { recursive: true });
    mkdirSync(dirname(target), { recursive: true });
  } catch (error) {
    throw cacheRefused(cacheDir, error);
  }
  try {
    writeFileSync(join(aside, 'pom.xml'), POM);
    await runMaven(mvn, aside, progress);
    renameSync(join(aside, 'libs'), target);
  } catch (error) {
    // Another start may have been faster: then its jars are as good.
    if (!jarsAreThere(cacheDir)) throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Under guard too: a Maven that outlives its Intake would fetch for nobody. -U: an earlier failure is not remembered. */
async function runMaven(mvn: string, folder: string, progress: Progress): Promise<void> {
  const pom = join(folder, 'pom.xml');
  const args = ['-B', '-U', '-f', pom, GOAL, `-DoutputDirectory=${join(folder, 'libs')}`];
  const child = spawn(mvn, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const own: OwnProcess = { pid: child.pid ?? 0, marker: pom, stopSignal: 'SIGTERM' };
  if (own.pid) watch(own);
  const silence = setTimeout(() => void endProcess(own), SILENCE_BOUND_MS);
  const complaints: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    follow(stream, progress, complaints);
    stream.on('data', () => silence.refresh());
  }
  const exit = await new Promise<number | Error | null>((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  clearTimeout(silence);
  forget(own.pid);
  if (exit === 0) return;
  const said =
    complaints[0] ??
    (exit === null ? 'no answer from the network' : exit instanceof Error ? exit.message : `exit code ${exit}`);
  throw new StartRefused(
    `Maven could not fetch Apache Kafka (${lastPart(said)}): check the network and Maven's settings and start again, or set KAFKA_BROKERS`,
  );
}

/** Counts what was fetched, and keeps what was complained about. */
function follow(stream: NodeJS.ReadableStream, progress: Progress, complaints: string[]): void {
  let jars = 0;
  createInterface({ input: stream }).on('line', (line) => {
    if (/^\[ERROR\]|^error/i.test(line)) complaints.push(line.replace(/^\[ERROR\]\s*/, '').trim());
    if (!/Downloaded from .*\.jar/.test(line)) return;
    jars += 1;
    if (jars % TELL_EVERY === 0) progress(`Fetching Apache Kafka: ${jars} files so far …`);
  });
}

/** Maven says what failed first and why last. */
const lastPart = (complaint: string): string => {
  const text = complaint.replace(/\s*-> \[Help.*$/, '');
  return text.length <= 200 ? text : `… ${text.slice(-200)}`;
};
