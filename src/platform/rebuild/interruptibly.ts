/** A statement that may take minutes, and that a cancel ends in the middle. */
import type { Pool, QueryResult, QueryResultRow } from 'pg';

export async function interruptibly<R extends QueryResultRow>(
  pool: Pool,
  text: string,
  signal: AbortSignal,
): Promise<QueryResult<R>> {
  signal.throwIfAborted();
  const client = await pool.connect();
  const { processID } = client as unknown as { processID: number };
  const cancel = () => {
    // It ends by itself otherwise, only later.
    pool.query('select pg_cancel_backend($1)', [processID]).catch(() => {});
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await client.query<R>(text);
  } finally {
    signal.removeEventListener('abort', cancel);
    client.release();
  }
}
