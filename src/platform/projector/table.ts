/** A read model's table, written in batches: one statement for all rows, sorted by key so that writers never deadlock. */
import type { ClientBase } from 'pg';
import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { type Keyed, keyText } from './fold.js';
import type { Projection } from './projection.js';

export interface TableColumn {
  property: string;
  quoted: string;
  /** What its values are sent as, and what they become. PostgreSQL has no unnest for arrays of json text as json. */
  sentAs: string;
  type: string;
}

/** What there is to know of a table, without a connection: it can be sent to another thread. */
export interface TableShape {
  /** Quoted and qualified. */
  name: string;
  columns: TableColumn[];
  keys: TableColumn[];
}

export function shapeOf(dataSource: DataSource, { entity }: Pick<Projection, 'entity'>): TableShape {
  const metadata: EntityMetadata = dataSource.getMetadata(entity);
  return {
    name: `"${metadata.schema}"."${metadata.tableName}"`,
    columns: metadata.columns.map((column) => describe(dataSource, column)),
    keys: metadata.primaryColumns.map((column) => describe(dataSource, column)),
  };
}

export class ReadModelTable<Row extends ObjectLiteral> {
  readonly name: string;
  private readonly columns: TableColumn[];
  private readonly keys: TableColumn[];
  private readonly upsert: string;

  constructor({ name, columns, keys }: TableShape) {
    this.name = name;
    this.columns = columns;
    this.keys = keys;
    this.upsert = this.upsertStatement();
  }

  /** The rows of these keys; a key without a row gives none. */
  async load(client: Pick<ClientBase, 'query'>, keys: readonly Partial<Row>[]): Promise<Keyed<Row>[]> {
    if (keys.length === 0) return [];
    const list = this.columns.map(({ quoted, property }) => `t.${quoted} as "${property}"`).join(', ');
    const { rows } = await client.query<Row>({
      text: `select ${list} from ${this.name} t join ${this.keyArrays()} on ${this.sameKey()}`,
      values: this.arrays(this.keys, keys),
    });
    return rows.map((row) => ({ key: this.keyOf(row), row }));
  }

  /** Writes rows as the fold left them: a null row is deleted. */
  async save(client: ClientBase, changed: Iterable<Keyed<Row>>): Promise<void> {
    const sorted = sortedByKey(changed);
    const kept = sorted.flatMap(({ row }) => (row ? [row] : []));
    const gone = sorted.filter(({ row }) => !row).map(({ key }) => key);
    if (kept.length > 0) {
      await client.query({ text: this.upsert, values: this.arrays(this.columns, kept) });
    }
    if (gone.length > 0) {
      await client.query({
        text: `delete from ${this.name} t using ${this.keyArrays()} where ${this.sameKey()}`,
        values: this.arrays(this.keys, gone),
      });
    }
  }

  private keyOf(row: Row): Partial<Row> {
    return Object.fromEntries(this.keys.map(({ property }) => [property, row[property]])) as Partial<Row>;
  }

  private upsertStatement(): string {
    const names = this.columns.map(({ quoted }) => quoted);
    const keyNames = this.keys.map(({ quoted }) => quoted);
    const values = this.columns.map(({ quoted, type }) => `${quoted}::${type}`);
    const rest = names.filter((name) => !keyNames.includes(name));
    const action =
      rest.length > 0 ? `update set ${rest.map((name) => `${name} = excluded.${name}`).join(', ')}` : 'nothing';
    return `insert into ${this.name} (${names.join(', ')})
      select ${values.join(', ')} from unnest(${parameters(this.columns)}) as row(${names.join(', ')})
      on conflict (${keyNames.join(', ')}) do ${action}`;
  }

  private keyArrays(): string {
    return `unnest(${parameters(this.keys)}) as key(${this.keys.map(({ quoted }) => quoted).join(', ')})`;
  }

  private sameKey(): string {
    return this.keys.map(({ quoted }) => `t.${quoted} = key.${quoted}`).join(' and ');
  }

  private arrays(columns: readonly TableColumn[], rows: readonly ObjectLiteral[]): unknown[] {
    return columns.map((column) => rows.map((row) => sentValue(column, row[column.property])));
  }
}

/** A key's text is made once a row, not once a comparison. */
const sortedByKey = <Row>(rows: Iterable<Keyed<Row>>): Keyed<Row>[] =>
  Array.from(rows, (keyed) => ({ keyed, text: keyText(keyed.key) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ keyed }) => keyed);

/** As a parameter, or as text of a COPY. */
export const sentValue = ({ sentAs, type }: TableColumn, value: unknown): unknown =>
  sentAs !== type && value !== null ? JSON.stringify(value) : value;

const parameters = (columns: readonly TableColumn[]): string =>
  columns.map(({ sentAs }, index) => `$${index + 1}::${sentAs}[]`).join(', ');

function describe(dataSource: DataSource, column: ColumnMetadata): TableColumn {
  const type = dataSource.driver.normalizeType(column);
  const isJson = type === 'json' || type === 'jsonb';
  return { property: column.propertyName, quoted: `"${column.databaseName}"`, sentAs: isJson ? 'text' : type, type };
}
