/** Work of a database that may take minutes, and that a cancel ends in the middle of a statement. */
import type { ClientBase, Pool } from 'pg';

export async function interruptibly<T>(
  pool: Pool,
  signal: AbortSignal,
  work: (client: ClientBase) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const client = await pool.connect();
  const { processID } = client as unknown as { processID: number };
  const cancel = () => {
    // Where that does not get through, the statement ends by itself, only later.
    pool.query('select pg_cancel_backend($1)', [processID]).catch(() => {});
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await work(client);
  } finally {
    signal.removeEventListener('abort', cancel);
    client.release();
  }
}
