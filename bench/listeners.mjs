/** npm run bench -- listeners: how soon all who listen hear of an event, and what a listener costs. */
import { loadavg } from 'node:os';
import { freshDatabase } from './support/databases.mjs';
import { startIntake } from './support/intake.mjs';
import { offered } from './support/offered.mjs';
import { inProcess } from './support/process.mjs';

export const servers = ['postgres'];

const LISTENERS = 2_000;
const PER_SECOND = 200;
const DESTINATIONS = Array.from({ length: 20 }, (_, n) => `destination-${n}`);
const WANTED_P99_MS = 250;

const LISTEN = new URL('./listeners/listen.mjs', import.meta.url);

export async function* measure({ postgres, tell, runs }) {
  const api = await startIntake(await freshDatabase(postgres), { roles: 'api' });
  try {
    for (const name of DESTINATIONS) await api.register(name, { url: 'http://127.0.0.1:9/' });
    const listening = { ...api.address, listeners: LISTENERS };
    tell(`${LISTENERS} listeners, idle`);
    const idle = await inProcess(LISTEN, { ...listening, destinations: [null], measureMs: 0 });
    const asked = { api, listening, tell, runs };
    yield figure(idle, [
      await heard(asked, 'each hears everything', [null]),
      await heard(asked, 'each hears one destination of 20', DESTINATIONS),
    ]);
  } finally {
    await api.stop();
  }
}

async function heard({ api, listening, tell, runs }, name, destinations) {
  const found = [];
  for (let run = 0; run <= runs; run++) {
    tell(
      `${LISTENERS} listeners, ${PER_SECOND} events/s, ${name}: ${run === 0 ? 'to warm up' : `run ${run} of ${runs}`}`,
    );
    const load = offered(api, DESTINATIONS, PER_SECOND);
    const heard = await inProcess(LISTEN, { ...listening, destinations, measureMs: 10_000 });
    found.push({ ...heard, answeredMs: await load.end() });
  }
  return { name, load: loadavg()[0], runs: found.slice(1) };
}

function figure(idle, rows) {
  const columns = [
    '',
    'p50',
    'p95',
    'p99, worst run',
    'wanted',
    'submitter answered, p99',
    'heard/s',
    'memory a listener',
    'load',
  ];
  return {
    what: `From commit to listener: ${LISTENERS} on /v1/stream, ${PER_SECOND} events/s`,
    columns,
    rows: [
      ['idle', '', '', '', '', '', '', `${Math.round(idle.bytesEach / 1024)} KiB`, ''],
      ...rows.map(({ name, runs, load }) => {
        const worst = runs.toSorted((a, b) => b.p99 - a.p99)[0];
        const short = worst.p99 > WANTED_P99_MS ? ', short' : '';
        return [
          name,
          ...[
            `${worst.p50} ms`,
            `${worst.p95} ms`,
            `${worst.p99} ms`,
            `≤ ${WANTED_P99_MS} ms${short}`,
            `${worst.answeredMs} ms`,
          ],
          ...[worst.perSecond.toLocaleString('en'), `${Math.round(worst.bytesEach / 1024)} KiB`, load.toFixed(1)],
        ];
      }),
    ],
  };
}
