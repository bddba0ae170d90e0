/** PostgreSQL is killed under load and started again: 503 meanwhile, and never a 202 that is not durable (G1, G14). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clients } from '../support/clients.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { caughtUp, expectExactFold, readLog } from '../support/exact-fold.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { ownPostgres } from '../support/own-servers.js';
import { allSettled, expectDelivered, expectEachOnce, soundHistories } from '../support/sound-histories.js';

const KILLS = 3;

const endings = new Endings();
let place: Place;
let destination: Destination;
let intakes: Intake[];
let clients: Clients;

beforeAll(async () => {
  const postgres = await endings.of(ownPostgres(), (server) => server.end());
  place = await freshPlace({ postgres });
  destination = await endings.of(startDestination(), (server) => server.close());
  intakes = await Promise.all(
    ['api', 'relay,projector,delivery'].map((roles) =>
      endings.of(startIntake(place, { INTAKE_ROLES: roles }), (intake) => intake.kill()),
    ),
  );
  const [{ api }] = intakes as [Intake];
  await api.register('orders', {
    url: destination.url,
    timeoutMs: 1_000,
    concurrency: 100,
    retry: { maxAttempts: 20, minDelayMs: 100, maxDelayMs: 500 },
  });
  clients = new Clients({ api: () => api, destination: 'orders', clients: 16 });
  endings.add(() => clients.stop());
  for (let kill = 1; kill <= KILLS; kill++) {
    await clients.more(200);
    await postgres.kill();
    await clients.more(20, 503);
    await postgres.start();
  }
  await clients.more(200);
  await clients.stop();
}, 240_000);
afterAll(() => endings.all(), 60_000);

describe('PostgreSQL is killed under load, three times', () => {
  it('every submission is answered: 202, or 503 with a problem and Retry-After', () => {
    const others = clients.told.flatMap(({ answer }) => (answer?.status === 202 ? [] : [answer]));
    for (const answer of others) {
      expect(answer).toMatchObject({ status: 503, body: { status: 503, code: 'log-unavailable' } });
      expect(answer!.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(Number(answer!.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  it('goes on by itself: what is in the log is delivered, and read models are its exact fold', async () => {
    await allSettled(place.databaseUrl);
    await caughtUp(place.databaseUrl);
    await expectExactFold(place.databaseUrl);
    expectDelivered(soundHistories(await readLog(place.databaseUrl)), destination);
  }, 180_000);

  it('every 202 was durable, and a 503 means at most once', async () => {
    expectEachOnce(soundHistories(await readLog(place.databaseUrl)), clients.told);
  }, 60_000);
});
