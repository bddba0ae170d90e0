/** A PostgreSQL (with fsync, as Intake starts it) and a Kafka for one measurement, gone with their data afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../dist/config.js';
import { startEmbeddedKafka } from '../../dist/platform/embedded/kafka.js';
import { startEmbeddedPostgres } from '../../dist/platform/embedded/postgres.js';
import { asOwner } from './databases.mjs';

const STARTERS = { postgres: startPostgres, kafka: startEmbeddedKafka };

/** So that it can be asked afterwards when a row became visible: nothing has to watch meanwhile. It takes a start to hold. */
async function startPostgres(options) {
  const server = await startEmbeddedPostgres(options);
  await asOwner(server.address, (client) => client.query('alter system set track_commit_timestamp = on'));
  await server.stop();
  return startEmbeddedPostgres(options);
}

/** `wanted`: of `postgres` and `kafka`; answers the address of each. */
export async function startServers(wanted, tell) {
  // Named as those of the tests: what a killed run leaves behind, the next run of them removes.
  const dataDir = mkdtempSync(join(tmpdir(), `intake-test-${process.pid}-`));
  const { cacheDir } = readConfig({ INTAKE_CACHE_DIR: process.env.INTAKE_CACHE_DIR });
  const options = { dataDir, cacheDir, port: null, progress: tell };
  const running = [];
  const stop = async () => {
    await Promise.all(running.map((server) => server.stop()));
    rmSync(dataDir, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop().finally(() => process.exit(1)));
  const addresses = {};
  try {
    for (const name of wanted) {
      const server = await STARTERS[name](options);
      if (server.unavailable) throw new Error(server.unavailable);
      running.push(server);
      addresses[name] = server.address;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...addresses, stop };
}
