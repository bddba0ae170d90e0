/** What was held back goes out again: at each destination's rate, and no slower than that. */
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { asOwner, freshDatabase } from '../support/databases.mjs';
import { startIntake } from '../support/intake.mjs';
import { bodyOf } from './body.mjs';

const HELD = 10_000;
const DESTINATIONS = Array.from({ length: 5 }, (_, n) => `held-${n}`);
const RATE = 100;
const AT_ONCE = 50;
const WANTED_TIMES_IDEAL = 1.2;

export async function release({ postgres, destination, tell }) {
  const url = await freshDatabase(postgres);
  const intake = await startIntake(url, { roles: 'api,delivery' });
  try {
    tell(`${HELD} inputs that are held back`);
    await hold(intake, destination);
    await destination.arrivals();
    const start = performance.now();
    for (const name of DESTINATIONS) await intake.act(`/v1/destinations/${name}/resume`);
    await asOwner(url, allDelivered);
    return figure((performance.now() - start) / 1_000, await destination.arrivals());
  } finally {
    await intake.stop();
  }
}

async function hold(intake, destination) {
  for (const name of DESTINATIONS) {
    await intake.register(name, { url: destination.urlOf(name), ratePerSecond: RATE, concurrency: 100 });
    await intake.act(`/v1/destinations/${name}/pause`);
  }
  for (let n = 0; n < HELD; n += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, i) => n + i);
    await Promise.all(some.map((each) => intake.submit(DESTINATIONS[each % DESTINATIONS.length], bodyOf(each))));
  }
}

async function allDelivered(database) {
  for (let count = 0; count < HELD; await pause(50)) {
    const { rows } = await database.query(
      `select count(*)::integer as count from intake.events where type = 'InputDelivered'`,
    );
    count = rows[0].count;
  }
}

function figure(seconds, arrivals) {
  const ideal = HELD / DESTINATIONS.length / RATE;
  const most = Math.max(...DESTINATIONS.map((name) => mostInASecond(arrivals[name])));
  const short = seconds > ideal * WANTED_TIMES_IDEAL ? ', short' : '';
  return {
    what: `${HELD.toLocaleString('en')} held inputs released, ${DESTINATIONS.length} destinations of ${RATE}/s each (load ${loadavg()[0].toFixed(1)})`,
    columns: ['', 'seconds', 'ideal', 'times the ideal', 'wanted', 'most in any second, of any destination'],
    rows: [
      [
        'Intake',
        ...[seconds.toFixed(1), ideal.toFixed(1), (seconds / ideal).toFixed(2)],
        ...[`≤ ${WANTED_TIMES_IDEAL}${short}`, String(most)],
      ],
    ],
  };
}

/** Wherever the second begins. */
function mostInASecond(arrivals) {
  const sorted = arrivals.toSorted((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while (sorted[last] - sorted[first] >= 1_000) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
