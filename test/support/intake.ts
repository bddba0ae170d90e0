/**
 * A whole Intake as its users run it: the build, in a process of its own, on a database and a topic of its own.
 * Black box: only HTTP, signals and lines come back.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { Api } from './api.js';
import { type Child, startChild } from './process.js';

/** The build of the sources as they are. */
const BUILD = fileURLToPath(new URL('../../dist', import.meta.url));

export const ADMIN_KEY = 'an-admin-key-of-the-tests-with-enough-characters';

/** The PostgreSQL and the Kafka that the set-up started, where a test has none of its own. */
export interface Servers {
  postgres?: { address: string };
  kafka?: { address: string };
}

export interface Place {
  databaseUrl: string;
  brokers: string;
  topic: string;
  encryptionKey: string;
  drop(): Promise<void>;
}

/** An empty database and the name of a topic that does not exist yet. */
export async function freshPlace({ postgres, kafka }: Servers = {}): Promise<Place> {
  const server = postgres?.address ?? process.env.TEST_DATABASE_URL;
  const brokers = kafka?.address ?? process.env.TEST_KAFKA_BROKERS;
  if (!server || !brokers) throw new Error('no servers to test with: run through `npm test`');
  const name = `i_${randomBytes(6).toString('hex')}`;
  const admin = new Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  return {
    databaseUrl: Object.assign(new URL(server), { pathname: `/${name}` }).toString(),
    brokers,
    topic: `t.${name}`,
    encryptionKey: randomBytes(32).toString('base64'),
    async drop() {
      const again = new Client({ connectionString: server });
      await again.connect();
      await again.query(`drop database ${name} with (force)`);
      await again.end();
    },
  };
}

export interface Intake {
  api: Api;
  child: Child;
  url: string;
  /** The admin key. */
  key: string;
  /** Ends it in order; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** kill -9. */
  kill(): Promise<void>;
}

/** More variables in `env`; a variable set to undefined is left out. */
const run = (place: Place, env: Record<string, string | undefined>, build = BUILD, args: string[] = []): Child =>
  startChild(process.execPath, [join(build, 'main.js'), ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABASE_URL: place.databaseUrl,
      KAFKA_BROKERS: place.brokers,
      INTAKE_TOPIC: place.topic,
      INTAKE_KAFKA_REPLICATION: '1',
      INTAKE_ADMIN_KEY: ADMIN_KEY,
      INTAKE_ENCRYPTION_KEY: place.encryptionKey,
      INTAKE_ALLOW_PRIVATE_DESTINATIONS: 'on',
      // Tests share their machine: what is refused because of that is tried by overload.spec.ts, with the default.
      INTAKE_MAX_LATENESS_MS: '10000',
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    },
  });

/** A start that must be refused: its exit code, and all that it says. */
export async function refusedStart(place: Place, env: Record<string, string | undefined>, args: string[] = []) {
  const child = run(place, env, BUILD, args);
  const { code } = await child.exit;
  return { code, lines: child.lines };
}

/** Starts and waits until it is ready. */
export async function startIntake(
  place: Place,
  env: Record<string, string | undefined> = {},
  build = BUILD,
  args: string[] = [],
): Promise<Intake> {
  const child = run(place, env, build, args);
  const ready = await child
    .line((line) => line.includes('Intake is ready'))
    .catch((error: Error) => {
      child.kill('SIGKILL');
      throw error;
    });
  const { url } = JSON.parse(ready) as { url: string };
  const key = env.INTAKE_ADMIN_KEY ?? ADMIN_KEY;
  return {
    api: new Api(url, key),
    child,
    url,
    key,
    async stop() {
      child.kill('SIGTERM');
      return (await child.exit).code;
    },
    async kill() {
      child.kill('SIGKILL');
      await child.exit;
    },
  };
}
