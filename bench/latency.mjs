/** npm run bench -- latency: how soon after its commit an event is in the read model's row, at an even load. */
import { loadavg } from 'node:os';
import { rowsOf } from './latency/rows.mjs';
import { asOwner, freshDatabase } from './support/databases.mjs';
import { startDestination } from './support/destination.mjs';
import { startIntake } from './support/intake.mjs';
import { spread } from './support/measuring.mjs';

export const servers = ['postgres', 'kafka'];

/** How an input is taken in, and every role that its row needs; the last one delivers them as well. */
const LOADS = [
  { perSecond: 100, roles: 'api,relay,projector', wanted: { p50: 6, p99: 30 } },
  { perSecond: 1_000, roles: 'api,relay,projector', wanted: { p50: 15, p99: 80 } },
  { perSecond: 100, roles: 'api,relay,projector,delivery', wanted: {} },
];

export async function* measure({ postgres, kafka: brokers, tell, runs }) {
  const destination = await startDestination();
  try {
    const target = destination.urlOf('orders');
    const rows = [];
    for (const load of LOADS) rows.push(await latency({ postgres, brokers, target, tell, runs }, load));
    yield {
      what: `From commit to the row in the read model, one process (${runs} runs, load ${loadavg()[0].toFixed(1)})`,
      columns: ['', 'p50, median (least–most)', 'p95', 'p99', 'wanted'],
      rows,
    };
  } finally {
    await destination.stop();
  }
}

async function latency({ postgres, brokers, target, tell, runs }, { perSecond, roles, wanted }) {
  const url = await freshDatabase(postgres);
  const intake = await startIntake(url, { roles, brokers });
  try {
    await intake.register('orders', { url: target, concurrency: 100 });
    const what = `${perSecond.toLocaleString('en')} inputs/s${roles.includes('delivery') ? ', delivered as well' : ''}`;
    const each = await asOwner(url, (database) => rowsOf({ intake, database, perSecond, runs, tell, what }));
    return [what, ...['p50', 'p95', 'p99'].map((share) => shown(each, share)), wantedOf(wanted, each)];
  } finally {
    await intake.stop();
  }
}

const spreadOf = (runs, share) => spread(runs.map((run) => run[share]));

function shown(runs, share) {
  const { median, least, most } = spreadOf(runs, share);
  return `${median.toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)}) ms`;
}

const wantedOf = (wanted, runs) =>
  Object.entries(wanted)
    .map(([share, ms]) => `${share} ≤ ${ms} ms${spreadOf(runs, share).median > ms ? ', short' : ''}`)
    .join(', ');
