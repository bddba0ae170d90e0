/** A database of the test's own in the PostgreSQL that the set-up started, migrated like a real one. */
import { randomBytes } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { pino } from 'pino';
import { migrate } from '../../src/platform/database/migrate.js';
import { createPool, type PoolOptions } from '../../src/platform/database/pools.js';
import type { ReadModel } from '../../src/platform/database/read-model-schema.js';

export const silent = pino({ level: 'silent' });

export interface TestDatabase {
  url: string;
  /** As the application's roles connect. */
  pool: Pool;
  /** As the owner connects. */
  owner: Client;
  drop(): Promise<void>;
}

/** `readModels` must have been placed in their schemas. */
export async function freshDatabase(
  options: { readModels?: ReadModel[]; partitions?: number; migrated?: boolean } = {},
): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run through `npm test`');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = new Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).toString();
  if (options.migrated !== false) {
    await migrate({
      ownerUrl: url,
      applicationUrl: url,
      readModels: options.readModels ?? [],
      partitions: options.partitions ?? 12,
      migrate: true,
    });
  }
  const pool = patientPool({ url, name: 'test', max: 10 });
  const owner = new Client({ connectionString: url });
  await owner.connect();
  return {
    url,
    pool,
    owner,
    async drop() {
      await Promise.all([pool.end(), owner.end()]);
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** A look by SQL, as the owner. */
export async function withClient<T>(connectionString: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** As the application's, but for how long it waits for a connection: a busy machine may take more than a second. */
export function patientPool(options: Omit<PoolOptions, 'log'>): Pool {
  const pool = createPool({ ...options, log: silent });
  pool.options.connectionTimeoutMillis = 20_000;
  return pool;
}
