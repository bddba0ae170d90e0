/** npm run bench -- console: how soon the console is there in a real Chromium, and whether it keeps moving while much comes in. */
import { loadavg } from 'node:os';
import { chromiumPath, openBrowser } from '../scripts/lib/chromium.mjs';
import { startBarePage } from './console/bare-page.mjs';
import { firstLoad } from './console/first-load.mjs';
import { watched } from './console/watched.mjs';
import { freshDatabase } from './support/databases.mjs';
import { startDestination } from './support/destination.mjs';
import { startIntake } from './support/intake.mjs';
import { spread } from './support/measuring.mjs';
import { offered } from './support/offered.mjs';

export const servers = ['postgres', 'kafka'];

const SCREENS = { Overview: ['', 'figure'], Inputs: ['/inputs', '[role=cell]'] };
const RATES = [0, 100, 300];
const WANTED_MS = 1_000;
/** Two frames of sixty in a second: what the eye takes for one movement. */
const WANTED_FRAME_MS = 34;
const LOADS = 5;

export async function* measure({ postgres, kafka, tell, runs }) {
  const chromium = chromiumPath();
  if (!chromium) throw new Error('no Chromium on the PATH (Debian: apt-get install chromium)');
  const destination = await startDestination();
  const intake = await startIntake(await freshDatabase(postgres), {
    roles: 'api,relay,projector,delivery',
    brokers: kafka,
    // The browser has the same cores: what is refused because of that would be another measurement.
    env: { INTAKE_MAX_LATENESS_MS: '10000' },
  });
  const browser = await openBrowser(chromium);
  try {
    await intake.register('orders', { url: destination.urlOf('orders') });
    for (let n = 0; n < 60; n++) await intake.submit('orders', JSON.stringify({ n }));
    yield loadFigure(await loads({ browser, intake, tell, runs }));
    yield liveFigure(await live({ browser, intake, tell }));
  } finally {
    await browser.close();
    await intake.stop();
    await destination.stop();
  }
}

/** Of the console and of a page that can do nothing, one right after the other: a ratio is of one pair. */
async function loads({ browser, intake, tell, runs }) {
  const found = [];
  for (const [name, [path, sign]] of Object.entries(SCREENS)) {
    const seen = await firstLoad(browser, intake.address, { path: `/console${path}`, sign });
    const bare = await startBarePage(seen.bytes);
    const pairs = [];
    for (let n = 0; n < runs * LOADS; n++) {
      tell(`first load of ${name}: ${n + 1} of ${runs * LOADS}`);
      const own = await firstLoad(browser, intake.address, { path: `/console${path}`, sign });
      const limit = await firstLoad(browser, { url: bare.url }, { path: '/', sign: 'p' });
      pairs.push({ own: own.ms, bare: limit.ms });
    }
    await bare.stop();
    found.push({ name, bytes: seen.bytes, pairs, load: loadavg()[0] });
  }
  return found;
}

async function live({ browser, intake, tell }) {
  const found = [];
  for (const rate of RATES) {
    tell(`inputs, live, with ${rate} inputs/s`);
    const load = rate > 0 && offered(intake, ['orders'], rate);
    const seen = await watched(browser, intake.address, { path: '/console/inputs' });
    if (load) await load.end();
    found.push({ rate, ...seen, load: loadavg()[0] });
  }
  return found;
}

const shown = ({ median, least, most }, digits = 0) =>
  `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;

const loadFigure = (found) => ({
  what: 'First load of the console, nothing cached, signed in: from the start of the navigation to its data on the screen',
  columns: ['', 'ms, median (least–most)', 'wanted', 'a bare page, ms', 'ratio', 'sent', 'load'],
  rows: found.map(({ name, bytes, pairs, load }) => {
    const own = spread(pairs.map((pair) => pair.own));
    return [
      name,
      shown(own),
      `≤ ${WANTED_MS}${own.median > WANTED_MS ? ', short' : ''}`,
      shown(spread(pairs.map(({ bare }) => bare))),
      shown(spread(pairs.map((pair) => pair.own / pair.bare)), 1),
      `${Math.round(bytes / 1024)} KiB`,
      load.toFixed(1),
    ];
  }),
});

const liveFigure = (found) => ({
  what: 'The list of inputs, live, all roles and the browser on this machine: two events an input',
  columns: [
    'inputs/s',
    'heard/s',
    'frame p50',
    'p95',
    'p99',
    'longest',
    'wanted',
    'long tasks',
    'page busy',
    'rows',
    'load',
  ],
  rows: found.map(({ rate, heard, p50, p95, p99, longest, longTasks, busy, rows, load }) => [
    `${rate}`,
    ...[
      heard.toFixed(0),
      `${p50.toFixed(1)} ms`,
      `${p95.toFixed(1)} ms`,
      `${p99.toFixed(1)} ms`,
      `${longest.toFixed(0)} ms`,
    ],
    `p95 ≤ ${WANTED_FRAME_MS} ms${p95 > WANTED_FRAME_MS ? ', short' : ''}`,
    ...[`${longTasks}`, `${(busy * 100).toFixed(0)} %`, `${rows}`, load.toFixed(1)],
  ]),
});
