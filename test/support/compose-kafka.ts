/**
 * A real Kafka with the settings of docker-compose.yml, as its image turns variables into properties; only ports and
 * places are the test's own. Ready when its health check says so.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findJava } from '../../src/platform/embedded/java.js';
import { formatOnce } from '../../src/platform/embedded/kafka-format.js';
import { classPath } from '../../src/platform/embedded/kafka-jars.js';
import type { Compose } from './compose.js';
import { freePort } from './ports.js';
import { startChild } from './process.js';
import { until } from './until.js';

export interface ComposeKafka {
  broker: string;
  stop(): Promise<void>;
}

type Service = Compose['services'][string];

/** The image's own heap; what it says is of interest where it does not come up. */
const FLAGS = ['-Xmx1g', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];

export async function startComposeKafka({ environment, healthcheck }: Service): Promise<ComposeKafka> {
  const [port, controller] = [await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'intake-kafka-'));
  const here = (value: string) =>
    value
      .replaceAll(/(?:kafka|(?<=:\/\/)):9092/g, `127.0.0.1:${port}`)
      .replaceAll(/(?:kafka|(?<=:\/\/)):9093/g, `127.0.0.1:${controller}`)
      .replace('/var/lib/kafka', folder);
  const settings = join(folder, 'server.properties');
  writeFileSync(settings, propertiesOf(environment).map(here).join('\n'));
  const java = (await findJava())!;
  const base = [...FLAGS, '-cp', classPath(process.env.TEST_CACHE_DIR!)];
  await formatOnce(java, base, folder, settings);
  const child = startChild(java.program, [...base, 'kafka.Kafka', settings], { cwd: folder });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    await child.exit;
    rmSync(folder, { recursive: true });
  };
  const said = () => `Kafka is healthy; it says:\n${child.lines.join('\n')}`;
  await until(said, healthOf(healthcheck!.test, port), 60_000).catch(async (error) => {
    await stop('SIGKILL');
    throw error;
  });
  return { broker: `127.0.0.1:${port}`, stop };
}

function healthOf(test: string[], port: number): () => Promise<boolean> {
  const [program, ...args] = test.slice(1).map((word) => word.replace('9092', `${port}`));
  return () =>
    promisify(execFile)(program!, args).then(
      () => true,
      () => false,
    );
}

const propertiesOf = (environment: Service['environment']): string[] =>
  Object.entries(environment).map(
    ([name, value]) => `${name.replace('KAFKA_', '').toLowerCase().replaceAll('_', '.')}=${value}`,
  );
