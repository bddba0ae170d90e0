/**
 * Version v of a read model has its table in schema read_v<v>: set on its entity before TypeORM reads it. The tables
 * belong to the projector's role: whoever rebuilds one swaps it for another.
 */
import {
  type DataSource,
  type EntityTarget,
  getMetadataArgsStorage,
  type ObjectLiteral,
  type QueryRunner,
  Table,
} from 'typeorm';
import type { Role } from '../../config.js';
import { READERS, writersOf } from './rights.js';
import { roleOfPart } from './roles.js';

export interface ReadModel {
  name: string;
  version: number;
  entity: EntityTarget<ObjectLiteral>;
  follows?: 'stream' | 'sequence';
  followedBy?: 'reaction';
}

export const schemaOf = (version: number): string => `read_v${version}`;

/** Quoted and qualified. */
export const tableOf = ({ name, version }: Pick<ReadModel, 'name' | 'version'>): string =>
  `"${schemaOf(version)}"."${name}"`;

/** Call once, before the data source is made. Throws where a class is no entity. */
export function placeInSchemas(readModels: readonly ReadModel[]): void {
  for (const { name, version, entity } of readModels) {
    const table = getMetadataArgsStorage().tables.find((candidate) => candidate.target === entity);
    if (!table) throw new Error(`the read model ${name} has no entity`);
    table.name = name;
    table.schema = schemaOf(version);
  }
}

type Kind = 'schema' | 'table';

/** Where rebuilds make their tables. */
export const REBUILD_SCHEMA = 'rebuild';

/** Makes the tables that are missing, from their entities. Runs as the owner, under the migration lock. */
export async function createReadModelTables(owner: DataSource, readModels: readonly ReadModel[]): Promise<void> {
  const runner = owner.createQueryRunner();
  try {
    for (const schema of [REBUILD_SCHEMA, ...readModels.map(({ version }) => schemaOf(version))]) {
      await runner.createSchema(schema, true);
      await giveToProjector(runner, 'schema', schema);
      if (schema !== REBUILD_SCHEMA) await grantOnce(runner, 'schema', schema, 'usage', READERS);
    }
    for (const readModel of readModels) {
      await runner.createTable(Table.create(owner.getMetadata(readModel.entity), owner.driver), true);
      await giveToProjector(runner, 'table', tableOf(readModel));
      await grantOnTable(runner, readModel);
      await register(runner, readModel);
    }
  } finally {
    await runner.release();
  }
}

/** Only where it is another's: the statement locks the table, and who starts beside running processes must not. */
async function giveToProjector(runner: QueryRunner, kind: Kind, name: string): Promise<void> {
  const role = roleOfPart('projector');
  const [catalogue, owner, to] =
    kind === 'table' ? ['pg_class', 'relowner', 'regclass'] : ['pg_namespace', 'nspowner', 'regnamespace'];
  const [{ given }]: [{ given: boolean }] = await runner.query(
    `select ${owner} = $1::regrole as given from ${catalogue} where oid = $2::${to}`,
    [role, name],
  );
  if (!given) await runner.query(`alter ${kind} ${name} owner to ${role}`);
}

async function grantOnTable(runner: QueryRunner, readModel: ReadModel): Promise<void> {
  const table = tableOf(readModel);
  await grantOnce(runner, 'table', table, 'select', READERS);
  for (const right of ['insert', 'update', 'delete'])
    await grantOnce(runner, 'table', table, right, writersOf(readModel));
}

/** A swap takes rights along to the table that comes: given again at the same moment, both would be in each other's way. */
async function grantOnce(
  runner: QueryRunner,
  kind: Kind,
  name: string,
  right: string,
  parts: readonly Role[],
): Promise<void> {
  for (const role of parts.map(roleOfPart)) {
    const [{ has }]: [{ has: boolean }] = await runner.query(
      `select has_${kind}_privilege($1::regrole, $2, $3) as has`,
      [role, name, right],
    );
    if (!has) await runner.query(`grant ${right} on ${kind} ${name} to ${role}`);
  }
}

/** One that is new to a log with events is filled before anyone reads it. */
async function register(runner: QueryRunner, { name, version }: Pick<ReadModel, 'name' | 'version'>): Promise<void> {
  await runner.query(
    `insert into intake.projections (name, version, state)
     select $1, $2, case when exists (select from intake.events) then 'building' else 'live' end
     on conflict (name, version) do update set used_at = clock_timestamp()`,
    [name, version],
  );
}

/** Read models whose tables were never made in this database. */
export async function missingTables(owner: DataSource, readModels: readonly ReadModel[]): Promise<string[]> {
  const rows: { missing: boolean }[] = await owner.query(
    'select to_regclass(name) is null as missing from unnest($1::text[]) with ordinality as t(name, n) order by n',
    [readModels.map(tableOf)],
  );
  const missing = readModels.filter((_, index) => rows[index]!.missing);
  return missing.map(({ name, version }) => `${schemaOf(version)}.${name}`);
}
