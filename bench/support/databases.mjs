/** Databases of the one server: made like a real one, copied as a whole, dropped. */
import pg from 'pg';
import { migrate } from '../../dist/platform/database/migrate.js';
import { readModels } from './read-models.mjs';

/** As in Intake's own start: how many partitions the log, and so its topic, has. */
export const PARTITIONS = 12;

let made = 0;

export async function freshDatabase(server) {
  const url = await created(server, '');
  await migrate({
    ownerUrl: url,
    applicationUrl: url,
    readModels: await readModels(),
    partitions: PARTITIONS,
    migrate: true,
  });
  return url;
}

/** Nobody may be connected to it meanwhile. */
export const copyOf = (url) => created(url, `template "${nameOf(url)}" strategy file_copy`);

export const dropped = (url) =>
  asOwner(urlOf(url, 'postgres'), (client) => client.query(`drop database ${nameOf(url)}`));

export async function asOwner(url, use) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function created(server, how) {
  const name = `bench_${process.pid}_${++made}`;
  await asOwner(urlOf(server, 'postgres'), (client) => client.query(`create database ${name} ${how}`));
  return urlOf(server, name);
}

const nameOf = (url) => new URL(url).pathname.slice(1);
const urlOf = (url, database) => Object.assign(new URL(url), { pathname: `/${database}` }).toString();
