/**
 * Connections as the roles use them: as a login that may append but never change an event (G15), with PostgreSQL's
 * own time-outs, so that a client that is cut off holds no lock for long.
 */
import { Pool, types } from 'pg';
import type { Log } from '../log.js';
import { APPLICATION_ROLE, type DatabaseRole } from './roles.js';

const INT8 = types.builtins.INT8;
const TIMESTAMPTZ = types.builtins.TIMESTAMPTZ;

/** Positions and counts fit a JavaScript number (2^53); times arrive as RFC 3339 in UTC, milliseconds. */
const TYPES = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return Number;
    if (oid === TIMESTAMPTZ) return utcTime;
    return types.getTypeParser(oid, format ?? 'text');
  },
};

/** A group's events have one time: what was told last is often told again. */
let last = { text: '', time: '' };

function utcTime(text: string): string {
  if (text.endsWith('infinity')) return text;
  if (text !== last.text) last = { text, time: toTime(text) };
  return last.time;
}

const toTime = (text: string): string =>
  new Date(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, 'Z')}`).toISOString();

export interface PoolOptions {
  url: string;
  /** Shows in pg_stat_activity as `intake <name>`. */
  name: string;
  max: number;
  /** Default: that of a process with every part. */
  role?: DatabaseRole;
  statementTimeoutMs?: number;
  lockTimeoutMs?: number;
  /**
   * false: a commit is answered before it is on disk. Only for what is made from the log, together with the checkpoint that
   * says how far: after a crash of PostgreSQL both are where they were a moment before, and it is made again.
   */
  durable?: boolean;
  /**
   * Rows are looked up by their keys and nothing else. Statistics of a table that rows come into and leave all the time are
   * always old: by those of when it was empty, PostgreSQL would read the whole of it for a few rows.
   */
  byKey?: boolean;
  /** Statements are sent without waiting for the answer to the one before; they are answered in order. */
  pipeline?: boolean;
  log: Log;
}

type Settings = Pick<PoolOptions, 'role' | 'lockTimeoutMs' | 'durable' | 'byKey'>;

/** What every connection of the application has, whoever pools it. */
export const connectionOptions = (statementTimeoutMs: number, settings: Settings = {}) => ({
  connectionTimeoutMillis: 1_000,
  keepAlive: true,
  types: TYPES,
  options: sessionSettings(statementTimeoutMs, settings),
  // PostgreSQL's own time-out comes first; this one is for a network that swallows the answer.
  query_timeout: statementTimeoutMs + 2_000,
});

/** A frozen or cut-off client is found within seconds; a waiting lock gives up; commits are durable where it matters. */
function sessionSettings(
  statementTimeoutMs: number,
  { role = APPLICATION_ROLE, lockTimeoutMs = 5_000, durable = true, byKey = false }: Settings,
): string {
  const settings = {
    role,
    timezone: 'UTC',
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: 5_000,
    synchronous_commit: durable ? 'on' : 'off',
    default_transaction_isolation: 'read\\ committed',
    tcp_keepalives_idle: 5,
    tcp_keepalives_interval: 1,
    tcp_keepalives_count: 3,
    tcp_user_timeout: 5_000,
    ...(byKey && { enable_seqscan: 'off' }),
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

export function createPool({
  url,
  name,
  max,
  statementTimeoutMs = 5_000,
  pipeline = false,
  log,
  ...settings
}: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: `intake ${name}`,
    max,
    pipeline,
    ...connectionOptions(statementTimeoutMs, settings),
  });
  // A connection that breaks is replaced at the next use; without these listeners it would end the process: the first
  // is for those that lie idle in the pool, the second for those in hand, between two statements of a transaction.
  pool.on('error', (error) => {
    if (!pool.ending) log.warn({ pool: name, error: error.message }, 'a database connection broke');
  });
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
