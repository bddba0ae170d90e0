/** A real PostgreSQL on loopback, with fsync, behind a password; its data and its port are there again at the next start. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { StartRefused } from '../../config.js';
import { endLeftover, launchServer, recordedPid } from './launch.js';
import { choosePort, LOOPBACK, retryTakenPort } from './ports.js';
import { postgresBinaries } from './postgres-binaries.js';
import { makeCluster, SERVER_ENV, SUPERUSER, serverUser } from './postgres-cluster.js';
import { keptSecret } from './private-file.js';
import type { EmbeddedServer, Progress } from './server.js';
import { makeServerFolders } from './server-folders.js';

export interface EmbeddedPostgresOptions {
  dataDir: string;
  cacheDir: string;
  /** null: its own, another free one when taken. */
  port: number | null;
  progress: Progress;
}

const DATABASE = 'intake';
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'log_checkpoints=off',
];

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedServer<string>> {
  const { dataDir, cacheDir, progress } = options;
  makeServerFolders(dataDir);
  const clusterDir = join(dataDir, 'postgres');
  const server = {
    title: 'PostgreSQL',
    name: 'postgres',
    dataDir,
    marker: clusterDir,
    stopSignal: 'SIGINT', // SIGTERM would wait for clients to leave.
    otherPids: () => recordedPid(join(clusterDir, 'postmaster.pid')),
  } as const;
  await endLeftover(server, progress);
  progress(`Starting PostgreSQL; the data lies in ${dataDir} …`);
  const binaries = postgresBinaries(cacheDir);
  const password = serverPassword(dataDir, clusterDir);
  await makeCluster(binaries, clusterDir, password);
  const wanted = {
    file: join(dataDir, 'run', 'postgres.port'),
    given: options.port,
    variable: 'INTAKE_EMBEDDED_POSTGRES_PORT',
  };
  return retryTakenPort(async () => {
    const port = await choosePort(wanted);
    const urlOf = (database: string) => `postgres://${SUPERUSER}:${password}@${LOOPBACK}:${port}/${database}`;
    const launched = await launchServer({
      ...server,
      command: join(binaries, 'bin', 'postgres'),
      args: ['-D', clusterDir, '-p', String(port), ...SETTINGS.flatMap((setting) => ['-c', setting])],
      env: SERVER_ENV,
      ready: () => makeDatabase(urlOf('postgres')),
      user: serverUser(),
    });
    return { ...launched, address: urlOf(DATABASE), port };
  });
}

function serverPassword(dataDir: string, clusterDir: string): string {
  const file = join(dataDir, 'postgres-password');
  if (existsSync(clusterDir) && !existsSync(file)) {
    throw new StartRefused(`${file} is missing: put it back, or set INTAKE_DATA_DIR to a new directory`);
  }
  return keptSecret(file, () => randomBytes(24).toString('base64url'));
}

/** Connecting is the proof that it is ready: until then the connection is refused. */
async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, ssl: false, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
