/**
 * Ending another session of the same login takes the login's own rights, which the application's role does not have.
 * Guarantee: the connection that took them on never goes back into the pool.
 */
import type { ClientBase, Pool } from 'pg';

export async function asLogin<T>(pool: Pool, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('set role none');
    return await work(client);
  } finally {
    client.release(true);
  }
}
