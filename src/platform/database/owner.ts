/**
 * The connection of the login that owns the database. Guarantee: of those that change what every process reckons with, one
 * is at work at a time, and a start waits for it; where they need it, no process lives meanwhile.
 */
import type { Client } from 'pg';
import { StartRefused } from '../../config.js';
import { connectOrRefuse } from './connect.js';
import { transaction } from './transaction.js';

/** A process tells that it lives every few seconds. */
const GONE_MS = 15_000;

/** `variable` names where the URL is from, for whoever has to correct it. */
export async function asOwner<T>(url: string, variable: string, work: (owner: Client) => Promise<T>): Promise<T> {
  const owner = await connectOrRefuse(url, variable);
  try {
    await owner.query(`select pg_advisory_lock(hashtext('intake.migrate'))`);
    return await work(owner);
  } finally {
    await owner.end();
  }
}

/** In one transaction, while no process lives that knows the log as it was. `what` is that which needs it. */
export function aloneInTransaction<T>(owner: Client, what: string, work: () => Promise<T>): Promise<T> {
  return transaction(owner, async () => {
    // Who wants to say meanwhile that it lives waits, and then finds what has changed.
    await owner.query('lock table intake.processes in share row exclusive mode');
    const { living } = await livingProcesses(owner);
    if (living > 0) {
      throw new StartRefused(
        `${what} needs the log for itself, and it is in use (processes: ${living}): stop them; one that was killed is taken for gone after ${GONE_MS / 1_000} s`,
      );
    }
    return work();
  });
}

interface Living {
  living: number;
  /** When one of them was last heard of. */
  lastSeen: string | null;
}

export async function livingProcesses(owner: Client): Promise<Living> {
  const { rows } = await owner.query<Living>(
    `select count(*)::integer as living, max(seen_at)::text as "lastSeen" from intake.processes
      where seen_at > clock_timestamp() - $1 * interval '1 ms'`,
    [GONE_MS],
  );
  return rows[0]!;
}
