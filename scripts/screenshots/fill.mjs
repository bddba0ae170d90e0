/** Some minutes of a shop's life, over HTTP as its systems would: what is delivered, tried again, given up, held back, and done about it. */
import { setTimeout as pause } from 'node:timers/promises';
import { clientOf } from './client.mjs';

/** Charts are by minute: fewer would be a dot. */
const MINUTES = 3;
const PEOPLE = ['Ada Lovelace', 'Grace Hopper', 'Lin Xiu', 'Mary Shelley', 'Emmy Noether', 'Chen Wei'];
const ARTICLES = ['two coffees', 'a lamp', 'three cakes', 'one tea', 'a chair'];
const QUICK = { maxAttempts: 6, minDelayMs: 1_000, maxDelayMs: 3_000 };

/** What it leaves that is looked at: by name, ids of inputs. */
export async function fill(intake, customers, { say, signal }) {
  const client = clientOf(intake, signal);
  await register(client, customers);
  await issueKeys(client);
  const seen = await stories(client);
  await days(client, { say, signal });
  await acts(client);
  return seen;
}

async function register({ ask }, { urlOf }) {
  const put = (name, policy) => ask('PUT', `/v1/destinations/${name}`, { url: urlOf(name), ...policy });
  await put('orders', { description: 'The shop: each order, once', retry: QUICK });
  await put('readings', { description: 'Temperatures of the cold store', ratePerSecond: 50 });
  await put('forms', { description: 'What people ask us' });
  await put('billing', {
    description: 'Invoices, to the ledger',
    retry: { ...QUICK, maxAttempts: 2, minDelayMs: 100 },
  });
  await put('reports', { description: 'The evening reports' });
}

async function issueKeys({ ask }) {
  const issue = (name, owner, roles, more) => ask('POST', '/v1/access-keys', { name, owner, roles, ...more });
  await issue('web shop', 'shop', ['submitter'], { destinations: ['orders', 'forms'] });
  await issue('cold store', 'logistics', ['submitter'], { destinations: ['readings'] });
  await issue('night shift', 'operations', ['operator']);
  const { id } = await issue('old laptop', 'operations', ['operator']);
  await ask('DELETE', `/v1/access-keys/${id}`);
}

/** The inputs that are looked at one by one. */
async function stories({ submit, reaches }) {
  const { id } = await submit('orders', order(77), { 'idempotency-key': 'order-77', 'ordering-key': 'customer-12' });
  await reaches(id, 'delivered');
  return { tried: id };
}

async function days(client, { say, signal }) {
  const begun = Date.now();
  let [sent, told] = [0, 0];
  for (; Date.now() - begun < MINUTES * 60_000; sent++) {
    await Promise.all(
      [...comingAt(sent)].map(([destination, body, headers]) => client.submit(destination, body, headers)),
    );
    const minutes = Math.floor((Date.now() - begun) / 60_000);
    if (minutes > told) say(`${minutes} of ${MINUTES} minutes`);
    told = minutes;
    // No one way of being busy: more and less, in waves.
    await pause(700 + 500 * Math.sin(sent / 12), undefined, { signal });
  }
}

/** What comes at once, at the n-th time. */
function* comingAt(n) {
  yield ['orders', order(n + 100), { 'ordering-key': `customer-${n % 20}` }];
  yield ['readings', { sensor: `cold-${n % 4}`, celsius: -18 + (n % 5) / 10, at: new Date().toISOString() }];
  if (n % 3 === 0) yield ['readings', { sensor: 'door', open: n % 2 === 0, n }];
  if (n % 5 === 0) yield ['forms', { name: PEOPLE[n % 6], email: `${n}@mail.example`, text: 'When do you open?' }];
  if (n % 25 === 0) yield ['forms', { name: PEOPLE[n % 6], email: 'none', text: `Please call me back (${n})` }];
  if (n % 20 === 3) yield ['billing', { invoice: 2_000 + n, cents: 1_290 }];
}
const order = (number) => ({
  number,
  customer: PEOPLE[number % PEOPLE.length],
  lines: [{ article: ARTICLES[number % ARTICLES.length], cents: 450 + (number % 9) * 50 }],
});

/** What people do about it. */
async function acts({ ask, run, submit, until }) {
  await ask('POST', '/v1/destinations/reports/pause');
  for (let n = 0; n < 4; n++) await submit('reports', { day: n, orders: 320 + n });
  await until('billing has opened its breaker', async () => {
    await submit('billing', { invoice: Date.now(), cents: 990 });
    return (await ask('GET', '/v1/destinations/billing')).breaker === 'open';
  });
  await ask('POST', '/v1/destinations/forms/test');
  await run('/v1/admin/projections/attempts/rebuild');
  await run('/v1/admin/projections/inputs/verify');
  await run('/v1/admin/replays', { types: ['InputReceived'] });
  await ask('POST', '/v1/admin/projections/statistics/pause');
  await ask('POST', '/v1/admin/projections/statistics/resume');
}
