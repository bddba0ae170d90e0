/**
 * The program that writes the same events as most would: a table with a number, a prepared INSERT of one row, which commits
 * by itself; by as many connections as there are callers. No positions that a reader could follow, no versions, no indexes
 * but the key's.
 */
import pg from 'pg';
import { calling } from '../support/calling.mjs';
import { asOwner } from '../support/databases.mjs';
import { nextInput } from './events.mjs';

const TABLE = `
  create table if not exists plain_events (
    id          bigint generated always as identity primary key,
    stream      text not null,
    type        text not null,
    occurred_at timestamptz not null default now(),
    data        json not null,
    metadata    json not null
  )`;
const INSERT = {
  name: 'insert',
  text: 'insert into plain_events (stream, type, data, metadata) values ($1, $2, $3, $4)',
};

export default async function insert({ url, callers }) {
  await asOwner(url, (owner) => owner.query(TABLE));
  const pool = new pg.Pool({ connectionString: url, max: callers });
  const { perSecond } = await calling(callers, () => {
    const { stream, fact, metadata } = nextInput();
    const values = [stream, fact.type, JSON.stringify(fact.data), JSON.stringify(metadata)];
    return pool.query({ ...INSERT, values });
  });
  await pool.end();
  return { perSecond };
}
