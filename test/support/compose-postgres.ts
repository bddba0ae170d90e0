/** A real PostgreSQL whose first start has done what docker-compose.yml has it do: the logins of the secrets are there. */
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { type MadeSecrets, readShipped } from './containers.js';
import { type OwnServer, ownPostgres } from './own-servers.js';

const URLS = ['database-url', 'migration-database-url'];

/** From then on the secrets lead to it. */
export async function startComposePostgres(made: MadeSecrets): Promise<OwnServer> {
  const server = await ownPostgres();
  await firstStart(server, made).catch(async (error) => {
    await server.end();
    throw error;
  });
  return server;
}

async function firstStart({ address }: OwnServer, { folder }: MadeSecrets): Promise<void> {
  const { host, hostname, port, username, password } = new URL(address);
  // The image's has none of this name yet.
  const empty = Object.assign(new URL(address), { pathname: '/postgres' });
  await withClient(String(empty), (admin) => admin.query('drop database if exists intake'));
  for (const name of URLS) rewrite(join(folder, name), (url) => url.replace('@postgres:5432/', `@${host}/`));
  const script = readShipped('deploy/compose/logins.sh').replace('/run/secrets/', folder);
  const env = { PATH: process.env.PATH, PGHOST: hostname, PGPORT: port, PGPASSWORD: password, POSTGRES_USER: username };
  await promisify(execFile)('sh', ['-c', script], { env });
}

export async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return use(client).finally(() => client.end());
}

function rewrite(file: string, change: (text: string) => string): void {
  const text = change(readFileSync(file, 'utf8'));
  rmSync(file);
  writeFileSync(file, text);
}
