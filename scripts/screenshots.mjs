/**
 * npm run screenshots: the pictures of docs/images, of an Intake of its own that has had a few minutes of work. Whoever
 * changes how a screen looks makes them anew, and looks at each.
 */
import { buildIfChanged } from './lib/build.mjs';
import { chromiumPath, openBrowser } from './lib/chromium.mjs';
import { startOwnIntake } from './lib/own-intake.mjs';
import { refuse, refuseWithoutPreconditions } from './lib/preconditions.mjs';
import { startCustomers } from './screenshots/customers.mjs';
import { fill } from './screenshots/fill.mjs';
import { take } from './screenshots/take.mjs';

refuseWithoutPreconditions();
const chromium = chromiumPath() ?? refuse('no Chromium on the PATH (Debian: apt-get install chromium)');
await buildIfChanged().catch((error) => refuse(error.message));
const leaving = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => leaving.abort(new Error('ended before it was over')));

const cleanUps = [];
try {
  // Nothing is refused here because others use the machine as well.
  const env = { INTAKE_MAX_LATENESS_MS: '10000' };
  const intake = await startOwnIntake({ say, signal: leaving.signal, env });
  cleanUps.push(intake.stop);
  const customers = await startCustomers();
  cleanUps.push(customers.stop);
  const seen = await fill(intake, customers, { say, signal: leaving.signal });
  const browser = await openBrowser(chromium);
  cleanUps.push(() => browser.close());
  await take(browser, intake, seen, { say, signal: leaving.signal });
} catch (error) {
  process.stderr.write(`intake: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
