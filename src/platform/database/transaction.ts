/** Work that is committed whole or not at all. A connection whose state nobody knows never goes back into the pool. */
import type { Client, ClientBase, Pool } from 'pg';
import { ahead } from '../waiting.js';

export async function inTransaction<T>(
  pool: Pool,
  work: (client: ClientBase) => Promise<T>,
  { begin }: { begin?: string } = {},
): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    return await transaction(client, () => work(client), {
      ...(begin !== undefined && { begin }),
      onBroken() {
        broken = true;
      },
    });
  } finally {
    client.release(broken);
  }
}

const isPipelined = (client: ClientBase): boolean => (client as Partial<Client>).pipeline === true;

/** On a connection in hand. `onBroken`: behind a statement that never came back the rollback does not come back either. */
export async function transaction<T>(
  client: ClientBase,
  work: () => Promise<T>,
  { begin = 'begin', onBroken = () => {} }: { begin?: string; onBroken?(): void } = {},
): Promise<T> {
  try {
    const begun = client.query(begin);
    // Where statements are pipelined it takes no round trip of its own, and they stay in order.
    if (isPipelined(client)) ahead(begun);
    else await begun;
    const result = await work();
    await begun;
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(onBroken);
    throw error;
  }
}
