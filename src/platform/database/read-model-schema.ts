/** Version v of a read model has its table in schema read_v<v>: set on its entity before TypeORM reads it. */
import { type DataSource, type EntityTarget, getMetadataArgsStorage, type ObjectLiteral, Table } from 'typeorm';

export interface ReadModel {
  name: string;
  version: number;
  entity: EntityTarget<ObjectLiteral>;
}

export const schemaOf = (version: number): string => `read_v${version}`;

/** Call once, before the data source is made. Throws where a class is no entity. */
export function placeInSchemas(readModels: readonly ReadModel[]): void {
  for (const { name, version, entity } of readModels) {
    const table = getMetadataArgsStorage().tables.find((candidate) => candidate.target === entity);
    if (!table) throw new Error(`the read model ${name} has no entity`);
    table.name = name;
    table.schema = schemaOf(version);
  }
}

/** Makes the tables that are missing, from their entities. Runs as the owner, under the migration lock. */
export async function createReadModelTables(owner: DataSource, readModels: readonly ReadModel[]): Promise<void> {
  const runner = owner.createQueryRunner();
  try {
    for (const { version, entity } of readModels) {
      const metadata = owner.getMetadata(entity);
      await runner.createSchema(schemaOf(version), true);
      await runner.createTable(Table.create(metadata, owner.driver), true);
    }
  } finally {
    await runner.release();
  }
}

/** Read models whose tables were never made in this database. */
export async function missingTables(owner: DataSource, readModels: readonly ReadModel[]): Promise<string[]> {
  const tables = readModels.map(({ name, version }) => `${schemaOf(version)}.${name}`);
  const rows: { name: string }[] = await owner.query(
    'select name from unnest($1::text[]) as t(name) where to_regclass(name) is null',
    [tables],
  );
  return rows.map(({ name }) => name);
}
