/** Everything that a database holds, as text: bytes as they read and in hexadecimal. */
import { Client } from 'pg';

export async function everythingIn(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
    );
    let text = '';
    for (const { name } of tables) {
      const { rows } = await client.query(`select * from ${name}`);
      text += `${name}\n${rows.map((row) => JSON.stringify(row, asText)).join('\n')}\n`;
    }
    return text;
  } finally {
    await client.end();
  }
}

/** A Buffer has become `{type: 'Buffer', data: [...]}` by the time it is seen here. */
function asText(_: string, value: unknown): unknown {
  const bytes = value as { type?: unknown; data?: unknown } | null;
  if (bytes?.type !== 'Buffer') return value;
  const buffer = Buffer.from(bytes.data as number[]);
  return `${buffer.toString('latin1')} ${buffer.toString('hex')}`;
}
