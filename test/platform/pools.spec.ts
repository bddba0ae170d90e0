/** Connections that break. Real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ClientBase, Pool } from 'pg';
import { queryDataSource } from '../../src/platform/database/data-source.js';
import { createPool } from '../../src/platform/database/pools.js';
import { inTransaction } from '../../src/platform/database/transaction.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

/** As long as a network that swallows the answer: PostgreSQL itself does not end it. */
const NO_ANSWER = 'set statement_timeout = 0; select pg_sleep(60)';

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

async function withOne(use: (pool: Pool) => Promise<void>): Promise<void> {
  const pool = createPool({ url: database.url, name: 'one', max: 1, statementTimeoutMs: 500, log: silent });
  pool.options.connectionTimeoutMillis = 20_000;
  try {
    await use(pool);
  } finally {
    await pool.end();
  }
}

const pidOf = async (on: Pool | ClientBase): Promise<number> => {
  const { rows } = await on.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]!.pid;
};

it('a connection that is cut while it is taken ends no process: its holder meets the error, the next one is fresh', () =>
  withOne(async (pool) => {
    const client = await pool.connect();
    const pid = await pidOf(client);
    await database.owner.query('select pg_terminate_backend($1)', [pid]);
    await until('it is gone', async () => {
      const left = await database.owner.query('select from pg_stat_activity where pid = $1', [pid]);
      return left.rowCount === 0;
    });
    await expect(client.query('select')).rejects.toThrow();
    client.release();
    await pool.query('select');
  }));

describe('an answer that does not come', () => {
  it('is given up, by a pool', () => withOne((pool) => expect(pool.query(NO_ANSWER)).rejects.toThrow('read timeout')));

  it('is given up, by the connection of the queries', async () => {
    const queries = await queryDataSource(database.url, [], 1).initialize();
    await expect(queries.query(NO_ANSWER)).rejects.toThrow('read timeout');
    await queries.destroy();
  });
});

describe('a transaction', () => {
  it('that fails leaves nothing, and its connection serves on', () =>
    withOne(async (pool) => {
      const pid = await pidOf(pool);
      const failed = inTransaction(pool, async (client) => {
        await client.query(`insert into intake.gates (destination) values ('nowhere')`);
        throw new Error('in the middle');
      });
      await expect(failed).rejects.toThrow('in the middle');
      expect((await pool.query('select from intake.gates')).rowCount).toBe(0);
      expect(await pidOf(pool)).toBe(pid);
    }));

  it('without an answer takes its connection with it', () =>
    withOne(async (pool) => {
      await expect(inTransaction(pool, (client) => client.query(NO_ANSWER))).rejects.toThrow('read timeout');
      await pool.query('select');
    }));
});
