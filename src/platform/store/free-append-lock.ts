/**
 * A client frozen in mid-call (its kernel still answers keep-alives) could hold the append lock for ever. Whoever has
 * waited the whole lock time-out ends such a holder: one that holds the lock while it waits for its client.
 */
import type { Pool } from 'pg';
import { asLogin } from '../database/as-login.js';
import type { Log } from '../log.js';

export async function freeAppendLock(pool: Pool, log: Log): Promise<void> {
  // Materialized: PostgreSQL may not end a session before it has looked at every condition.
  const { rows } = await asLogin(pool, (client) =>
    client.query<{ pid: number }>(`
      with frozen as materialized (
        select a.pid from pg_locks l join pg_stat_activity a using (pid)
         where l.locktype = 'advisory' and l.granted and a.datname = current_database() and l.database = a.datid
           and ((l.classid::bigint << 32) | l.objid::bigint) = hashtext('intake.append')::bigint
           and a.wait_event = 'ClientRead')
      select pid, pg_terminate_backend(pid) from frozen`),
  );
  if (rows.length > 0) log.warn({ pids: rows.map(({ pid }) => pid) }, 'ended a frozen holder of the append lock');
}
