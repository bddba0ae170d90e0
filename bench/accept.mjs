/**
 * npm run bench -- accept: how many inputs a second a process with the api role takes over HTTP, each one durable before its
 * 202, and how soon it answers.
 */
import { startFastify } from './accept/fastify.mjs';
import { startIntake } from './support/intake.mjs';
import { inProcess, peakBytesOf } from './support/process.mjs';

export const servers = ['postgres'];

/** What stands in the log before: a new one has its indexes in a few pages. */
const STANDING = 200_000;
const CONNECTIONS = 64;
const LIMIT = 'a bare Fastify route';

const FILL = new URL('./support/fill.mjs', import.meta.url);
const LOAD = new URL('./accept/load.mjs', import.meta.url);

export async function* measure({ postgres, tell, compared }) {
  tell(`Writing a log of ${STANDING} events …`);
  const { logs } = await inProcess(FILL, { postgres, sizes: [STANDING] });
  const accepting = { Intake: () => startIntake(logs[STANDING], { roles: 'api' }), [LIMIT]: startFastify };
  const answered = [];
  const loading = ([name, start]) => [name, () => underLoad(start, (took) => answered.push({ name, ...took }))];
  const figure = await compared({
    what: `Inputs of 500 bytes accepted over HTTP, ${CONNECTIONS} connections`,
    unit: 'inputs/s',
    measured: Object.fromEntries(Object.entries(accepting).map(loading)),
    wanted: { [LIMIT]: 0.5 },
  });
  yield figure;
  yield soon(figure.rows, answered);
}

/** The memory that counts is that of the process that accepts. */
async function underLoad(start, onAnswered) {
  const { address, stop } = await start();
  try {
    const { perSecond, ...took } = await inProcess(LOAD, { ...address, connections: CONNECTIONS });
    onAnswered(took);
    return { perSecond, peakBytes: peakBytesOf(address.pid) };
  } finally {
    await stop();
  }
}

/** Of the runs that count; the worst of them, since a mean of latencies says nothing. */
const soon = (rows, answered) => ({
  what: `From request to answer, ${CONNECTIONS} at once, the worst run`,
  columns: ['', 'p50', 'p99'],
  rows: rows.map(({ name }) => {
    const [, ...runs] = answered.filter((each) => each.name === name);
    const worst = (share) => `${Math.max(...runs.map((took) => took[share])).toFixed(1)} ms`;
    return [name, worst('p50'), worst('p99')];
  }),
});
