/** Connections that break. Real PostgreSQL. */
import { expect, it, jest } from '@jest/globals';
import { createPool } from '../../src/platform/database/pools.js';
import { freshDatabase, silent } from '../support/database.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

it('a connection that is cut while it is taken ends no process: its holder meets the error, the next one is fresh', async () => {
  const database = await freshDatabase();
  const pool = createPool({ url: database.url, name: 'cut', max: 1, log: silent });
  const client = await pool.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  await database.owner.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
  await until('it is gone', async () => {
    const left = await database.owner.query('select from pg_stat_activity where pid = $1', [rows[0]!.pid]);
    return left.rowCount === 0;
  });
  await expect(client.query('select')).rejects.toThrow();
  client.release();
  await pool.query('select');
  await pool.end();
  await database.drop();
});
