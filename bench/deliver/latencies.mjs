/** How long an input takes from the log to its destination and back into the log, hop by hop. */
import { setTimeout as pause } from 'node:timers/promises';
import { offered } from '../support/offered.mjs';
import { sharesOf } from '../support/shares.mjs';

const MEASURE_MS = 10_000;
const LOOK_MS = 100;

/** Each hop's share, in ms, of all runs together; the whole way first. */
export async function latencies({ intake, database, perSecond, runs, tell }) {
  let after = 0;
  for (let run = 0; run <= runs; run++) {
    tell(`${perSecond} inputs/s to one destination: ${run === 0 ? 'to warm up' : `run ${run} of ${runs}`}`);
    const load = offered(intake, ['orders'], perSecond);
    await pause(MEASURE_MS);
    await load.end();
    const head = await allDelivered(database);
    if (run === 0) after = head;
  }
  const { rows } = await database.query(WAYS, [after]);
  return Object.keys(rows[0]).map((hop) => ({ hop, ...sharesOf(rows.map((row) => row[hop])) }));
}

/** PostgreSQL's clock and Intake's are those of one machine. */
const WAYS = `
  with way as (
    select received.occurred_at as received, delivered.occurred_at as delivered,
           (delivered.data->'attempt'->>'startedAt')::timestamptz as begun,
           (delivered.data->'attempt'->>'durationMs')::float8 as answered
      from intake.events received
      join intake.events delivered on delivered.stream = received.stream and delivered.type = 'InputDelivered'
     where received.type = 'InputReceived' and received.position > $1
  )
  select extract(epoch from delivered - received)::float8 * 1000 as "accepted → delivered",
         extract(epoch from begun - received)::float8 * 1000 as "  in the log → request begins",
         answered as "  request → answer",
         extract(epoch from delivered - begun)::float8 * 1000 - answered as "  answer → in the log"
    from way`;

async function allDelivered(database) {
  for (;;) {
    const { rows } = await database.query(`
      select count(*) filter (where type = 'InputReceived') as received,
             count(*) filter (where type = 'InputDelivered') as delivered, max(position)::integer as head
        from intake.events`);
    if (rows[0].received === rows[0].delivered) return rows[0].head;
    await pause(LOOK_MS);
  }
}
