/** Work of a database that may take minutes, and that a cancel ends in the middle of a statement. */
import type { ClientBase, Pool } from 'pg';
import { asLogin } from '../database/as-login.js';

export async function interruptibly<T>(
  pool: Pool,
  signal: AbortSignal,
  work: (client: ClientBase) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  const { processID } = client as unknown as { processID: number };
  let cancelling: Promise<unknown> | undefined;
  const cancel = () => {
    // Where that does not get through, the statement ends by itself, only later.
    const end = (other: ClientBase) => other.query('select pg_cancel_backend($1)', [processID]);
    cancelling = asLogin(pool, end).catch(() => {});
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    signal.throwIfAborted();
    return await work(client);
  } finally {
    signal.removeEventListener('abort', cancel);
    // It must not hit whoever has the connection next.
    await cancelling;
    client.release();
  }
}
