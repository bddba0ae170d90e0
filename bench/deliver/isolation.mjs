/** Twenty destinations, of which one never answers: what the others notice of it. */
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { asOwner, freshDatabase } from '../support/databases.mjs';
import { startIntake } from '../support/intake.mjs';
import { offered } from '../support/offered.mjs';

const OTHERS = Array.from({ length: 19 }, (_, n) => `other-${n}`);
const ONE = 'one';
const PER_SECOND = 100;
const WARM_MS = 5_000;
const MEASURE_MS = 15_000;
const WANTED_TIMES = 2;

export async function isolation({ postgres, destination, tell }) {
  const url = await freshDatabase(postgres);
  const intake = await startIntake(url, { roles: 'api,delivery' });
  try {
    const policy = { timeoutMs: 5_000 };
    for (const name of OTHERS) await intake.register(name, { ...policy, url: destination.urlOf(name) });
    await intake.register(ONE, { ...policy, url: destination.urlOf(ONE) });
    tell('20 destinations, all answer');
    const all = await othersOf(intake, url);
    await destination.hang(ONE);
    tell('20 destinations, one never answers');
    const without = await othersOf(intake, url);
    return figure(all, without);
  } finally {
    await intake.stop();
  }
}

/** From accepted to delivered, of the others, in ms. */
async function othersOf(intake, url) {
  const load = offered(intake, [...OTHERS, ONE], PER_SECOND);
  await pause(WARM_MS);
  return asOwner(url, async (database) => {
    const { rows } = await database.query('select max(position) as position from intake.events');
    await pause(MEASURE_MS);
    await load.end();
    await pause(1_000);
    const { rows: found } = await database.query(
      `select extract(epoch from delivered.occurred_at - received.occurred_at)::float8 * 1000 as ms
         from intake.events received
         left join intake.events delivered on delivered.stream = received.stream and delivered.type = 'InputDelivered'
        where received.type = 'InputReceived' and received.destination = any($1) and received.position > $2`,
      [OTHERS, rows[0].position],
    );
    // One that is not delivered by now counts as if it never were.
    const sorted = found.map(({ ms }) => ms ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
    return [0.5, 0.99].map((share) => sorted[Math.floor(sorted.length * share)]);
  });
}

function figure(all, without) {
  const times = without[1] / all[1];
  const short = times > WANTED_TIMES ? ', short' : '';
  const shown = (each) => each.map((ms) => `${ms.toFixed(1)} ms`);
  return {
    what: `19 of 20 destinations, ${PER_SECOND} inputs/s over all of them (load ${loadavg()[0].toFixed(1)})`,
    columns: ['', 'p50', 'p99', 'times the p99 before', 'wanted'],
    rows: [
      ['the 20th answers', ...shown(all), '', ''],
      ['the 20th never answers', ...shown(without), times.toFixed(2), `≤ ${WANTED_TIMES}${short}`],
    ],
  };
}
