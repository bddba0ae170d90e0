/** Two tables of one read model compared, row by row, byte for byte: as PostgreSQL itself writes a whole row as text. */
import type { ClientBase } from 'pg';
import type { TableColumn, TableShape } from '../projector/table.js';

export interface Comparison {
  /** Rows of the live side. */
  rows: number;
  differing: number;
  /** In the log, and not in the read model. */
  missing: number;
  /** In the read model, and not in the log. */
  extra: number;
  /** Keys of rows that are not the same, the first in their order. */
  keys: Record<string, unknown>[];
  checksumLive: string;
  checksumRebuilt: string;
}

export interface Sides {
  live: TableShape;
  rebuilt: TableShape;
}

export async function compare(client: ClientBase, { live, rebuilt }: Sides, mostKeys: number): Promise<Comparison> {
  const joined = `${live.name} l full join ${rebuilt.name} r on ${live.keys.map(same).join(' and ')}`;
  const [inLive, inLog] = [`l.${live.keys[0]!.quoted}`, `r.${live.keys[0]!.quoted}`];
  const { rows: counted } = await client.query<Omit<Comparison, 'keys' | 'checksumLive' | 'checksumRebuilt'>>(
    `select count(${inLive}) as rows,
            count(*) filter (where ${inLive} is not null and ${inLog} is not null and l::text <> r::text) as differing,
            count(*) filter (where ${inLive} is null) as missing, count(*) filter (where ${inLog} is null) as extra
       from ${joined}`,
  );
  const keys = live.keys
    .map(({ quoted, property }) => `coalesce(l.${quoted}, r.${quoted}) as "${property}"`)
    .join(', ');
  const { rows: differing } = await client.query<Record<string, unknown>>(
    `select ${keys} from ${joined} where l::text is distinct from r::text
      order by ${live.keys.map((_, index) => index + 1).join(', ')} limit ${mostKeys}`,
  );
  return {
    ...counted[0]!,
    keys: differing,
    checksumLive: await checksum(client, live),
    checksumRebuilt: await checksum(client, rebuilt),
  };
}

const same = ({ quoted }: TableColumn): string => `l.${quoted} = r.${quoted}`;

/** SHA-256 over the digests of all rows, in an order of their own: in buckets, so that it takes no more memory for more rows. */
async function checksum(client: ClientBase, { name }: TableShape): Promise<string> {
  const { rows } = await client.query<{ checksum: string }>(
    `select encode(sha256(coalesce(string_agg(bucket, ''::bytea order by first), ''::bytea)), 'hex') as checksum
       from (select substr(digest, 1, 2) as first, sha256(string_agg(digest, ''::bytea order by digest)) as bucket
               from (select sha256(convert_to(t::text, 'UTF8')) as digest from ${name} t) as rows
              group by 1) as buckets`,
  );
  return rows[0]!.checksum;
}
