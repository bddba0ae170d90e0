/** The process that answers clients is killed again and again: who retries with the same key has one input (G1, G3). */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Clients } from '../support/clients.js';
import { withClient } from '../support/database.js';
import { Endings } from '../support/endings.js';
import { readLog } from '../support/exact-fold.js';
import { freshPlace, type Place, startIntake } from '../support/intake.js';
import { expectEachOnce, soundHistories } from '../support/sound-histories.js';
import { until } from '../support/until.js';

const CLIENTS = 32;
const KILLS = 3;

const endings = new Endings();
let place: Place;

const begin = () => endings.of(startIntake(place, { INTAKE_ROLES: 'api' }), (intake) => intake.kill());
/** Holds an append up and does `work` meanwhile: what is appended then, nobody is there to answer for. */
const whileAppending = (work: () => Promise<void>): Promise<void> =>
  withClient(place.databaseUrl, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('intake.append'))`);
    await until('an append is under way', async () => {
      const { rowCount } = await client.query(
        `select from pg_locks join pg_database d on d.oid = database
          where locktype = 'advisory' and not granted and datname = current_database()`,
      );
      return rowCount === 1;
    });
    await work();
  });

const keyOf = (body: string) => ({ 'idempotency-key': `key of ${body}` });

beforeAll(async () => {
  place = await endings.of(freshPlace(), (made) => made.drop());
}, 60_000);
afterAll(() => endings.all(), 60_000);

it('killed between append and answer, a retry with the same key is answered with the first input', async () => {
  let front = begin();
  await (await front).api.register('orders', { url: 'http://127.0.0.1:1/' });
  const clients = new Clients({
    api: async () => (await front).api,
    destination: 'orders',
    clients: CLIENTS,
    persistent: true,
    headers: keyOf,
  });
  endings.add(() => clients.stop());
  for (let kill = 1; kill <= KILLS; kill++) {
    await clients.more(5 * CLIENTS);
    const killed = await front;
    await whileAppending(() => killed.kill());
    front = begin();
  }
  await clients.more(CLIENTS);
  await clients.stop();

  const bodies = clients.acknowledged.map(({ body }) => body);
  expect(new Set(bodies).size).toBe(bodies.length);
  const histories = soundHistories(await readLog(place.databaseUrl));
  expect(histories.size - 1).toBe(bodies.length);
  expectEachOnce(histories, clients.told);
  const replayed = clients.told.filter(({ answer }) => answer?.headers.get('idempotency-replayed') === 'true');
  expect(replayed.length).toBeGreaterThanOrEqual(KILLS);

  const { api } = await front;
  for (const { body, answer } of clients.told.filter(({ answer }) => answer?.status === 202).slice(-50)) {
    const again = await api.submit('orders', body, keyOf(body));
    expect(again).toMatchObject({ status: 202, body: answer!.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  }
}, 240_000);
