/** Of two processes that relay and project, one is frozen for longer than its lease and its session, in turn (G4, G6). */
import { afterAll, beforeAll, it } from '@jest/globals';
import { Clients } from '../support/clients.js';
import { withClient } from '../support/database.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { caughtUp, expectExactFold, readLog } from '../support/exact-fold.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { withAdmin } from '../support/kafka.js';
import { allSettled, soundHistories } from '../support/sound-histories.js';
import { expectTopicHolds, topicOf } from '../support/topic.js';
import { until } from '../support/until.js';

const GROUPS = ['inputs.v3', 'attempts.v1', 'destinations.v2', 'access-keys.v1'];

const endings = new Endings();
let place: Place;
let destination: Destination;

const begin = (roles: string): Promise<Intake> =>
  endings.of(startIntake(place, { INTAKE_ROLES: roles }), (intake) => intake.kill());

/** In every group, so many follow. */
const followers = (members: number): Promise<void> =>
  withAdmin(topicOf(place), async (admin) => {
    for (const name of GROUPS) {
      await until(
        `${members} in ${name}`,
        async () => {
          const [group] = (await admin.describeGroups([`${place.topic}.${name}`])).groups;
          return group?.state === 'Stable' && group.members.length === members;
        },
        90_000,
      );
    }
  });

/** What is published from now on was published by someone whose lease lasts. */
const relayed = (): Promise<void> =>
  withClient(place.databaseUrl, async (client) => {
    const { rows } = await client.query('select max(position) as head from intake.events');
    await until(
      'the relay has come so far',
      async () =>
        (await client.query('select from intake.relay where checkpoint >= $1', [rows[0].head])).rowCount === 1,
      60_000,
    );
  });

beforeAll(async () => {
  place = await endings.of(freshPlace(), (made) => made.drop());
  destination = await endings.of(startDestination(), (server) => server.close());
  // Of four inputs one has a longer history: a row that is set back by one who thaws would show it. More would open the breaker.
  destination.answer = (response, { headers }) => {
    const fails = headers['intake-attempt'] === '1' && /[048c]$/.test(String(headers['webhook-id']));
    response.writeHead(fails ? 503 : 200).end();
  };
}, 60_000);
afterAll(() => endings.all(), 60_000);

it('the other takes over, and whoever thaws changes nothing', async () => {
  const { api } = await begin('api,delivery');
  const pair = await Promise.all([begin('relay,projector'), begin('relay,projector')]);
  await api.register('orders', {
    url: destination.url,
    concurrency: 100,
    retry: { maxAttempts: 5, minDelayMs: 100, maxDelayMs: 100 },
  });
  const clients = new Clients({ api: () => api, destination: 'orders', clients: 8 });
  endings.add(() => clients.stop());
  await followers(2);
  for (const { child } of pair) {
    await clients.more(200);
    child.kill('SIGSTOP');
    await followers(1);
    await relayed();
    await expectExactFold(place.databaseUrl);
    child.kill('SIGCONT');
    await followers(2);
    await expectExactFold(place.databaseUrl);
  }
  await clients.stop();
  await allSettled(place.databaseUrl);
  await caughtUp(place.databaseUrl);
  await expectExactFold(place.databaseUrl);
  const log = await readLog(place.databaseUrl);
  soundHistories(log);
  await expectTopicHolds(place, log);
}, 300_000);
