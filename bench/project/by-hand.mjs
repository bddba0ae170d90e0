/**
 * The program that writes the same rows by hand, with no guarantee at all: what 2,000 events of the log leave of their rows is
 * ready in memory, one upsert writes it, and the next one is sent while one is under way. It waits for the disk as little as
 * the projector does.
 */
import { queryDataSource } from '../../dist/platform/database/data-source.js';
import { createPool } from '../../dist/platform/database/pools.js';
import { foldRows } from '../../dist/platform/projector/fold.js';
import { sentValue, shapeOf } from '../../dist/platform/projector/table.js';
import { LogReader } from '../../dist/platform/store/reader.js';
import { recorded } from '../../dist/platform/store/stored-event.js';
import { log } from '../support/operation.mjs';
import { readModel } from '../support/read-models.mjs';

const EVENTS_AN_UPSERT = 2_000;

export default async function byHand({ url, events }) {
  const inputs = await readModel('inputs');
  const dataSource = await queryDataSource(url, [inputs.entity], 1).initialize();
  const shape = shapeOf(dataSource, inputs);
  const pool = createPool({ url, name: 'by hand', max: 1, durable: false, pipeline: true, log });
  const upserts = await folded(new LogReader(pool), inputs, shape, events);
  const text = upsertInto(shape);
  const client = await pool.connect();
  const start = performance.now();
  let before = null;
  for (const values of upserts) {
    const sent = client.query({ name: 'by-hand', text, values });
    await before;
    before = sent;
  }
  await before;
  const ms = performance.now() - start;
  client.release();
  await Promise.all([pool.end(), dataSource.destroy()]);
  return { perSecond: (events / ms) * 1_000 };
}

/** Of each 2,000 events the rows that they change, as columns. */
async function folded(reader, projection, { columns }, events) {
  const upserts = [];
  let rows = new Map();
  for (let position = 0; position < events; position += EVENTS_AN_UPSERT) {
    const page = await reader.after(position, { limit: EVENTS_AN_UPSERT });
    const changed = foldRows(projection, page.map(recorded), rows);
    rows = new Map([...rows, ...changed]);
    const kept = [...changed.values()].map(({ row }) => row);
    upserts.push(columns.map((column) => kept.map((row) => sentValue(column, row[column.property]))));
  }
  return upserts;
}

function upsertInto({ name, columns, keys }) {
  const names = columns.map(({ quoted }) => quoted);
  const arrays = columns.map(({ sentAs }, n) => `$${n + 1}::${sentAs}[]`);
  return `insert into ${name} (${names})
    select ${columns.map(({ quoted, type }) => `${quoted}::${type}`)} from unnest(${arrays}) as row(${names})
    on conflict (${keys.map(({ quoted }) => quoted)}) do update set ${names.map((each) => `${each} = excluded.${each}`)}`;
}
