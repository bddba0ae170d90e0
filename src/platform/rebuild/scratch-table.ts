/**
 * The table a rebuild or a verify works on, in schema `rebuild`, under a name that carries the operation and its epoch:
 * a worker that was taken over from finds its table gone and can write into nobody else's.
 */
import type { ClientBase, Pool } from 'pg';
import { type DataSource, type ObjectLiteral, Table } from 'typeorm';
import { REBUILD_SCHEMA } from '../database/read-model-schema.js';
import { inTransaction } from '../database/transaction.js';
import type { Work } from '../operations/operation.js';
import type { Projection } from '../projector/projection.js';
import { shapeOf, type TableShape } from '../projector/table.js';

export interface ScratchTable {
  /** Without its schema. */
  name: string;
  shape: TableShape;
  /** To be run once it is filled. */
  indexes: string[];
}

/** `<what>__<operation>_<epoch>`. */
const SCRATCH = /^(.+)__([0-9a-f]{12})_(\d+)$/;

/** Makes it empty, with its primary key only. Rejects where the operation is another worker's by now. */
export async function makeScratchTable<Row extends ObjectLiteral>(
  pool: Pool,
  dataSource: DataSource,
  projection: Projection<Row>,
  work: Pick<Work, 'operation' | 'epoch' | 'fence'>,
): Promise<ScratchTable> {
  const name = scratchName(projection.name, work);
  const [create, ...indexes] = await statements(dataSource, projection, name);
  await inTransaction(pool, async (client) => {
    await work.fence(client);
    await client.query(create!);
  });
  const shape = { ...shapeOf(dataSource, projection), name: qualified(name) };
  return { name, shape, indexes };
}

/** TypeORM's own, with the names that the read model's table has: once swapped in, it is the same in everything. */
async function statements(
  dataSource: DataSource,
  { entity }: Pick<Projection, 'entity'>,
  name: string,
): Promise<string[]> {
  const metadata = dataSource.getMetadata(entity);
  const table = Table.create(metadata, dataSource.driver);
  const keys = table.primaryColumns;
  const keyName = dataSource.namingStrategy.primaryKeyName(
    table,
    keys.map((column) => column.name),
  );
  for (const column of keys) column.primaryKeyConstraintName = keyName;
  table.schema = REBUILD_SCHEMA;
  table.name = `${REBUILD_SCHEMA}.${name}`;
  const runner = dataSource.createQueryRunner();
  runner.enableSqlMemory();
  await runner.createTable(table, false, true, true);
  return runner.getMemorySql().upQueries.map(({ query }) => query);
}

/** For a copy of the rows as they are, beside the table that is filled. */
export const liveCopyOf = ({ name }: Pick<Projection, 'name'>, work: Pick<Work, 'operation' | 'epoch'>): string =>
  scratchName(`${name}_live`, work);

const scratchName = (what: string, { operation, epoch }: Pick<Work, 'operation' | 'epoch'>): string =>
  `${what}__${idPart(operation.id)}_${epoch}`;

export async function dropScratchTable(pool: Pool, name: string): Promise<void> {
  await inTransaction(pool, (client) => drop(client, name));
}

/** Removes what workers have left behind that died or were taken over from. */
export async function dropDebris(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = '${REBUILD_SCHEMA}'::regnamespace and relkind = 'r'`,
  );
  for (const { name } of rows) await dropIfNobodys(pool, name);
}

async function dropIfNobodys(pool: Pool, name: string): Promise<void> {
  const [, , operation, epoch] = SCRATCH.exec(name) ?? [];
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `select from intake.operations
        where state = 'running' and right(replace(id::text, '-', ''), 12) = $1 and epoch = $2`,
      [operation ?? '', Number(epoch ?? 0)],
    );
    if (rowCount === 0) await drop(client, name);
  });
}

/** Whoever still works on it, frozen or cut off in the middle of a statement, must not hold it for ever. */
async function drop(client: ClientBase, name: string): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid) from pg_locks
      where relation = to_regclass($1) and pid <> pg_backend_pid()`,
    [qualified(name)],
  );
  await client.query(`drop table if exists ${qualified(name)}`);
}

const idPart = (id: string): string => id.replaceAll('-', '').slice(-12);

export const qualified = (name: string): string => `"${REBUILD_SCHEMA}"."${name}"`;
