/** One real PostgreSQL and one real Kafka for a whole run of Jest, on free ports, in a temporary directory. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'intake-test-';
const embedded = () => import('../../dist/platform/embedded/embedded.js');

/** Each project of the run asks for the servers and gives them back; the first starts them, the last one stops them. */
let users = 0;
let running = null;

export function takeServers() {
  users += 1;
  running ??= start();
  return running;
}

export async function giveBackServers() {
  users -= 1;
  if (users > 0 || !running) return;
  const servers = await running.catch(() => null);
  running = null;
  await servers?.stop();
}

async function start() {
  removeLeftovers();
  const { startEmbedded } = await embedded();
  const dataDir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const cacheDir = process.env.INTAKE_CACHE_DIR ?? defaultCacheDir();
  const config = {
    ...{ databaseUrl: null, kafka: { brokers: null }, adminKey: null, encryptionKey: null },
    ...{ dataDir, dataDirGiven: true, cacheDir, embeddedPostgresPort: null, embeddedKafkaPort: null },
  };
  const servers = await startEmbedded(config, (line) => process.stderr.write(`${line}\n`));
  const stop = () => servers.stop().finally(() => rmSync(dataDir, { recursive: true, force: true }));
  if (!servers.kafkaBrokers) {
    await stop();
    throw new Error(`these tests need Kafka - ${servers.kafkaUnavailable}`);
  }
  process.env.TEST_DATABASE_URL = servers.databaseUrl;
  process.env.TEST_KAFKA_BROKERS = servers.kafkaBrokers.join(',');
  process.env.TEST_CACHE_DIR = cacheDir;
  return { stop };
}

const defaultCacheDir = () => (process.getuid?.() === 0 ? '/var/cache/intake' : join(homedir(), '.cache', 'intake'));

/** A run that was killed could not remove its directory: its guard has ended the servers, this takes the files. */
function removeLeftovers() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0]);
    if (pid && !isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
