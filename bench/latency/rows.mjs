/** How long it takes from the commit of an event to that of the row that has it, in several runs of an even load. */
import { setTimeout as pause } from 'node:timers/promises';
import { tableOf } from '../../dist/platform/database/read-model-schema.js';
import { offered } from '../support/offered.mjs';
import { readModel } from '../support/read-models.mjs';
import { sharesOf } from '../support/shares.mjs';

const MEASURE_MS = 10_000;
const LOOK_MS = 250;

/** The shares of each run, in ms; the first one is to warm up. */
export async function rowsOf({ intake, database, perSecond, runs, tell, what }) {
  const latencies = latenciesIn(tableOf(await readModel('inputs')));
  const found = [];
  for (let run = 0, after = 0; run <= runs; run++) {
    tell(`${what}: ${run === 0 ? 'to warm up' : `run ${run} of ${runs}`}`);
    const load = offered(intake, ['orders'], perSecond);
    await pause(MEASURE_MS);
    await load.end();
    const head = await whenShown(database);
    const { rows } = await database.query(latencies, [after]);
    if (run > 0) found.push(sharesOf(rows.map(({ ms }) => ms)));
    after = head;
  }
  return found;
}

/**
 * Of each input the last event: its row was last written with that one. PostgreSQL notes the time of a commit right before
 * it goes to disk; so what the log needs for that is counted in, and a row, whose commit does not wait, is visible at once.
 */
const latenciesIn = (table) => `
  select extract(epoch from pg_xact_commit_timestamp(row.xmin) - pg_xact_commit_timestamp(last.xmin))::float8 * 1000 as ms
    from ${table} row
    join lateral (
      select xmin, position from intake.events where stream = 'input-' || row.id order by version desc limit 1) last on true
   where last.position > $1`;

/** Answers the log's end once every row shows it. */
async function whenShown(database) {
  for (; ; await pause(LOOK_MS)) {
    const { rows } = await database.query(`
      select (select max(position)::integer from intake.events) as head,
             (select bool_and(c.position >= h.position) from intake.checkpoints c join intake.relay_heads h using (partition)
               where c.projection = 'inputs') and (select checkpoint from intake.relay) = max(e.position) as shown
        from intake.events e`);
    if (rows[0].shown) return rows[0].head;
  }
}
