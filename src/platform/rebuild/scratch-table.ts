/**
 * The table a rebuild or a verify works on, in schema `rebuild`, under a name that carries the operation and its epoch:
 * a worker that was taken over from finds its table gone and can write into nobody else's.
 */
import type { Pool } from 'pg';
import { type DataSource, type ObjectLiteral, Table } from 'typeorm';
import { asLogin } from '../database/as-login.js';
import { REBUILD_SCHEMA } from '../database/read-model-schema.js';
import { inTransaction } from '../database/transaction.js';
import type { Log } from '../log.js';
import type { Work } from '../operations/operation.js';
import type { Projection } from '../projector/projection.js';
import { shapeOf, type TableShape } from '../projector/table.js';

export interface ScratchTable {
  /** Without its schema. */
  name: string;
  shape: TableShape;
  /** To be run once it is filled. */
  indexes: string[];
  /** What its key and its indexes are called here, and in the read model's schema. */
  renames: { from: string; to: string }[];
}

const LOCK_TIMEOUT_MS = 1_000;
/** `<what>__<operation>_<epoch>`. */
const SCRATCH = /^(.+)__([0-9a-f]{12})_(\d+)$/;

type Owner = Pick<Work, 'operation' | 'epoch'>;

/** Makes it empty, with its primary key only. Rejects where the operation is another worker's by now. */
export async function makeScratchTable<Row extends ObjectLiteral>(
  pool: Pool,
  dataSource: DataSource,
  projection: Projection<Row>,
  work: Owner & Pick<Work, 'fence'>,
): Promise<ScratchTable> {
  const name = scratchName(projection.name, work);
  const { statements, renames } = await describe(dataSource, projection, name);
  const [create, ...indexes] = statements;
  await inTransaction(pool, async (client) => {
    await work.fence(client);
    await client.query(create!);
  });
  return { name, shape: { ...shapeOf(dataSource, projection), name: qualified(name) }, indexes, renames };
}

/**
 * TypeORM's own statements. Names of keys and indexes come from the read model's, whatever its version: two builds that
 * work beside each other must not take each other's.
 */
async function describe(dataSource: DataSource, { entity }: Pick<Projection, 'entity'>, name: string) {
  const table = Table.create(dataSource.getMetadata(entity), dataSource.driver);
  const suffix = SCRATCH.exec(name)!.slice(2).join('_');
  const own = (to: string) => ({ from: `${to}_${suffix}`, to });
  const columns = table.primaryColumns.map((column) => column.name);
  const key = own(dataSource.namingStrategy.primaryKeyName(table, columns));
  for (const column of table.primaryColumns) column.primaryKeyConstraintName = key.from;
  const indexes = table.indices.map((index) => {
    const renamed = own(index.name!);
    index.name = renamed.from;
    return renamed;
  });
  table.schema = REBUILD_SCHEMA;
  table.name = `${REBUILD_SCHEMA}.${name}`;
  const runner = dataSource.createQueryRunner();
  runner.enableSqlMemory();
  await runner.createTable(table, false, true, true);
  return { statements: runner.getMemorySql().upQueries.map(({ query }) => query), renames: [key, ...indexes] };
}

/** For a copy of the rows as they are, beside the table that is filled. */
export const liveCopyOf = ({ name }: Pick<Projection, 'name'>, work: Owner): string =>
  scratchName(`${name}_live`, work);

const scratchName = (what: string, { operation, epoch }: Owner): string =>
  `${what}__${operation.id.replaceAll('-', '').slice(-12)}_${epoch}`;

/** What cannot be dropped now, the keeper drops later. */
export async function dropScratchTable(pool: Pool, name: string, log: Log): Promise<void> {
  try {
    await drop(pool, name);
  } catch (error) {
    log.warn({ table: name, error: (error as Error).message }, 'a table of a rebuild is still there');
  }
}

/** Removes what workers have left behind that died or were taken over from. */
export async function dropDebris(pool: Pool, log: Log): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = '${REBUILD_SCHEMA}'::regnamespace and relkind = 'r'`,
  );
  for (const { name } of rows) {
    try {
      if (await isNobodys(pool, name)) await drop(pool, name);
    } catch (error) {
      log.debug({ table: name, error: (error as Error).message }, 'what a rebuild has left behind is still there');
    }
  }
}

/** An operation and its epoch never come again: what is nobody's stays so. */
async function isNobodys(pool: Pool, name: string): Promise<boolean> {
  const [, , operation, epoch] = SCRATCH.exec(name) ?? [];
  const { rowCount } = await pool.query(
    `select from intake.operations
      where state = 'running' and right(replace(id::text, '-', ''), 12) = $1 and epoch = $2`,
    [operation ?? '', Number(epoch ?? 0)],
  );
  return rowCount === 0;
}

async function drop(pool: Pool, name: string): Promise<void> {
  await endHolders(pool, name);
  await inTransaction(pool, async (client) => {
    await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await client.query(`drop table if exists ${qualified(name)}`);
  });
}

/** A worker that is frozen, or cut off in the middle of a statement, must not hold it for ever. */
async function endHolders(pool: Pool, name: string): Promise<void> {
  await asLogin(pool, (client) =>
    client.query(
      `with holders as materialized (
         select a.pid from pg_locks l join pg_stat_activity a using (pid)
           join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = '${REBUILD_SCHEMA}' and c.relname = $1 and a.datid = l.database
            and a.datname = current_database() and a.usename = session_user and a.application_name like 'intake %')
       select pg_terminate_backend(pid) from holders`,
      [name],
    ),
  );
}

export const qualified = (name: string): string => `"${REBUILD_SCHEMA}"."${name}"`;
