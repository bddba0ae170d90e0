/**
 * npm run bench -- deliver: how many deliveries a second one process makes, how soon an input is delivered after it was
 * accepted, how what was held back goes out again, and what others notice of a destination that never answers.
 */
import { loadavg } from 'node:os';
import { isolation } from './deliver/isolation.mjs';
import { latencies } from './deliver/latencies.mjs';
import { release } from './deliver/release.mjs';
import { asOwner, freshDatabase } from './support/databases.mjs';
import { startDestination } from './support/destination.mjs';
import { startIntake } from './support/intake.mjs';
import { inProcess } from './support/process.mjs';

export const servers = ['postgres', 'kafka'];

const INPUTS = 20_000;
const CONCURRENCY = 100;
const PER_SECOND = 200;
const WANTED_P95_MS = 50;

const program = (name) => new URL(`./deliver/${name}.mjs`, import.meta.url);

export async function* measure({ postgres, kafka: brokers, tell, runs, compared }) {
  const destination = await startDestination();
  try {
    const target = destination.urlOf('orders');
    yield compared({
      what: `Deliveries by one process, ${INPUTS.toLocaleString('en')} inputs of 350 bytes, ${CONCURRENCY} at once`,
      unit: 'deliveries/s',
      measured: {
        Intake: () => deliveredByIntake(postgres, target),
        'undici alone': () => inProcess(program('undici'), { target, inputs: INPUTS, concurrency: CONCURRENCY }),
      },
      wanted: { 'undici alone': 0.4 },
    });
    for (const way of Object.entries(PROCESSES)) yield await soon({ postgres, brokers, target, tell, runs }, way);
    yield await release({ postgres, destination, tell });
    yield await isolation({ postgres, destination, tell });
  } finally {
    await destination.stop();
  }
}

/** They wait for a destination that is paused; the time is that from the first attempt to the last outcome in the log. */
async function deliveredByIntake(postgres, target) {
  const url = await freshDatabase(postgres);
  await inProcess(program('waiting'), { url, target, inputs: INPUTS, concurrency: CONCURRENCY });
  const intake = await startIntake(url, { roles: 'delivery' });
  try {
    return await inProcess(program('delivered'), { url, inputs: INPUTS, pid: intake.address.pid });
  } finally {
    await intake.stop();
  }
}

/** All roles in one process, as `npm start` runs them; or two, so that read models and Kafka have one of their own. */
const PROCESSES = {
  'all roles in one process': ['api,relay,projector,delivery'],
  'api and delivery in one, relay and projector in another': ['api,delivery', 'relay,projector'],
};

async function soon({ postgres, brokers, target, tell, runs }, [how, processes]) {
  const url = await freshDatabase(postgres);
  const started = [];
  try {
    for (const roles of processes) started.push(await startIntake(url, { roles, brokers }));
    const [intake] = started;
    await intake.register('orders', { url: target });
    const found = await asOwner(url, (database) => latencies({ intake, database, perSecond: PER_SECOND, runs, tell }));
    return {
      what: `From accepted to delivered, ${PER_SECOND} inputs/s, ${how} (${runs} runs, load ${loadavg()[0].toFixed(1)})`,
      columns: ['', 'p50', 'p95', 'p99', 'wanted'],
      rows: found.map(({ hop, p50, p95, p99 }, index) => [
        hop,
        ...[p50, p95, p99].map((ms) => `${ms.toFixed(1)} ms`),
        index === 0 ? `p95 ≤ ${WANTED_P95_MS} ms${p95 > WANTED_P95_MS ? ', short' : ''}` : '',
      ]),
    };
  } finally {
    for (const intake of started) await intake.stop();
  }
}
