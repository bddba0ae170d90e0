/** The program that folds the beginning of the log as most projectors do: each event in a transaction of its own. */
import { queryDataSource } from '../../dist/platform/database/data-source.js';
import { createPool } from '../../dist/platform/database/pools.js';
import { inTransaction } from '../../dist/platform/database/transaction.js';
import { BatchApply } from '../../dist/platform/projector/batch-apply.js';
import { LeftOut } from '../../dist/platform/projector/left-out.js';
import { ReadModelTable, shapeOf } from '../../dist/platform/projector/table.js';
import { LogReader } from '../../dist/platform/store/reader.js';
import { log } from './operation.mjs';
import { readModel } from './read-models.mjs';

const TABLE = 'rebuild.one_by_one';
const CHECKPOINT = 'rebuild.one_by_one_checkpoint';

export default async function oneByOne({ url, events }) {
  const inputs = await readModel('inputs');
  const dataSource = await queryDataSource(url, [inputs.entity], 1).initialize();
  const shape = shapeOf(dataSource, inputs);
  const pool = createPool({ url, name: 'one by one', max: 2, log });
  await pool.query(`create table ${TABLE} (like ${shape.name} including all)`);
  await pool.query(`create table ${CHECKPOINT} as select 0::bigint as position`);
  const batch = new BatchApply(inputs, new ReadModelTable({ ...shape, name: TABLE }));
  const read = await new LogReader(pool).after(0, { limit: events });
  const leftOut = new LeftOut();
  const start = performance.now();
  for (const event of read) {
    await inTransaction(pool, async (client) => {
      await batch.apply(client, [event], leftOut);
      await client.query(`update ${CHECKPOINT} set position = $1`, [event.position]);
    });
  }
  const ms = performance.now() - start;
  await pool.query(`drop table ${TABLE}, ${CHECKPOINT}`);
  await Promise.all([pool.end(), dataSource.destroy()]);
  return { perSecond: (read.length / ms) * 1_000 };
}
