/**
 * The program that does by hand what a rebuild is about, on one thread, with no guarantee at all: reads the log in pages,
 * folds it in memory with the same projection, and COPYs the rows into a new table of the same columns.
 */
import { queryDataSource } from '../../dist/platform/database/data-source.js';
import { createPool } from '../../dist/platform/database/pools.js';
import { shapeOf } from '../../dist/platform/projector/table.js';
import { copyRows } from '../../dist/platform/rebuild/copy.js';
import { log } from '../support/operation.mjs';
import { readModel } from '../support/read-models.mjs';

const PAGE = 5_000;
const TABLE = 'rebuild.by_hand';
const STATEMENT_TIMEOUT_MS = 600_000;

/** `indexed`: also with the primary key, the indexes and the statistics that make it of use. */
export default async function byHand({ url, events, indexed }) {
  const inputs = await readModel('inputs');
  const shape = await shapeIn(url, inputs);
  const pool = createPool({ url, name: 'by hand', max: 2, statementTimeoutMs: STATEMENT_TIMEOUT_MS, log });
  const start = performance.now();
  const rows = await folded(pool, inputs, events);
  const client = await pool.connect();
  await client.query(`create table ${TABLE} (like ${shape.name})`);
  await copyRows(client, { ...shape, name: TABLE }, rows);
  if (indexed) for (const statement of await indexesLike(client, inputs.name)) await client.query(statement);
  const ms = performance.now() - start;
  await client.query(`drop table ${TABLE}`);
  client.release();
  await pool.end();
  return { perSecond: (events / ms) * 1_000 };
}

/** The next page is on its way while one is folded. */
async function folded(pool, { key, on }, events) {
  const rows = new Map();
  let next = page(pool, 0);
  for (let position = 0; position < events; position += PAGE) {
    const { rows: read } = await next;
    next = page(pool, position + PAGE);
    for (const event of read) {
      const change = on[event.type];
      if (!change) continue;
      const { id } = key(event);
      rows.set(id, change(rows.get(id) ?? null, event));
    }
  }
  await next;
  return [...rows.values()];
}

const page = (pool, after) =>
  pool.query({
    name: 'page',
    text: `select position, stream, type, occurred_at as "occurredAt", data from intake.events
            where position > $1 and position <= $2 order by position`,
    values: [after, after + PAGE],
  });

async function indexesLike(client, name) {
  const { rows } = await client.query('select indexdef from pg_indexes where tablename = $1', [name]);
  return [...rows.map(({ indexdef }) => indexdef.replace(/INDEX \S+ ON \S+/, `INDEX ON ${TABLE}`)), `analyze ${TABLE}`];
}

async function shapeIn(url, projection) {
  const dataSource = await queryDataSource(url, [projection.entity], 1).initialize();
  await dataSource.destroy();
  return shapeOf(dataSource, projection);
}
