import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
}, 60_000);
afterAll(() => database.drop());

it('a connection that breaks between two statements fails the next one, and nothing else', async () => {
  const client = await database.pool.connect();
  const { rows } = await client.query('select pg_backend_pid() as pid');
  let broken = false;
  client.on('end', () => {
    broken = true;
  });
  // Without a listener of the pool's own this would be an error that nobody catches.
  expect(client.listenerCount('error')).toBeGreaterThan(0);
  await database.owner.query('select pg_terminate_backend($1)', [rows[0].pid]);
  await until('it is broken', () => broken);
  await expect(client.query('select')).rejects.toThrow('not queryable');
  client.release(true);
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});
