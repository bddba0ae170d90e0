/** kill -9 of everything at once: every Intake process, PostgreSQL and Kafka (G1, G8). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../../src/events/event.js';
import type { Api } from '../support/api.js';
import { Clients } from '../support/clients.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { caughtUp, expectExactFold, readLog } from '../support/exact-fold.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { type OwnServer, ownKafka, ownPostgres } from '../support/own-servers.js';
import {
  allSettled,
  expectDelivered,
  expectEachOnce,
  expectShownAsInLog,
  type Histories,
  soundHistories,
  type UnsettledClaim,
  unsettledClaims,
} from '../support/sound-histories.js';
import { expectTopicHolds } from '../support/topic.js';

const TOTAL = 5_000;
/** One in so many is answered late, so that attempts are under way at every moment. */
const SLOW = 20;
const SLOW_MS = 700;

const endings = new Endings();
let place: Place;
let destination: Destination;
let clients: Clients;
let api: Api;
let underWay: UnsettledClaim[];
let histories: Histories;

const isUnknown = ({ data }: RecordedEvent): boolean => 'attempt' in data && data.attempt.outcome === 'unknown';

const begin = (): Promise<Intake>[] =>
  ['api', 'relay,projector,delivery'].map((roles) =>
    endings.of(startIntake(place, { INTAKE_ROLES: roles }), (intake) => intake.kill()),
  );

beforeAll(async () => {
  const end = (server: OwnServer) => server.end();
  const servers = await Promise.all([endings.of(ownPostgres(), end), endings.of(ownKafka(), end)]);
  place = await freshPlace({ postgres: servers[0], kafka: servers[1] });
  destination = await endings.of(startDestination(), (server) => server.close());
  destination.answer = (response, { body }) => {
    if (Number(/\d+/.exec(`${body}`)) % SLOW === 0) setTimeout(() => response.end(), SLOW_MS);
    else response.end();
  };
  let intakes = await Promise.all(begin());
  let front = Promise.resolve(intakes[0]!.api);
  await intakes[0]!.api.register('orders', {
    url: destination.url,
    timeoutMs: 1_000,
    concurrency: 40,
    retry: { maxAttempts: 20, minDelayMs: 100, maxDelayMs: 500 },
  });
  clients = new Clients({ api: () => front, destination: 'orders', clients: 32, total: TOTAL });
  await clients.more(TOTAL / 2);

  const killed = Promise.all([...intakes, ...servers].map((each) => each.kill()));
  const again = killed.then(async () => {
    await Promise.all(servers.map((server) => server.start()));
    underWay = await unsettledClaims(place.databaseUrl);
    intakes = await Promise.all(begin());
    return intakes[0]!.api;
  });
  front = again;
  api = await again;
  await clients.done();
  await allSettled(place.databaseUrl, 120_000);
  await caughtUp(place.databaseUrl);
  histories = soundHistories(await readLog(place.databaseUrl));
}, 300_000);
afterAll(() => endings.all(), 60_000);

describe('everything is killed in the middle of 5,000 submissions, and started again', () => {
  it('has every acknowledged input once, and what got no answer at most once', () => {
    expect(clients.told).toHaveLength(TOTAL);
    expect(clients.acknowledged.length).toBeGreaterThan(TOTAL * 0.9);
    expectEachOnce(histories, clients.told);
  });

  it('delivers every input, each time with its id', () => {
    expectDelivered(histories, destination);
  });

  it('tells of each attempt under way at the kill, and of no other, that nobody knows how it ended', () => {
    expect(underWay.length).toBeGreaterThan(0);
    const unknown = [...histories].flatMap(([stream, events]) =>
      events.filter(isUnknown).map(({ version }) => `${stream} after ${version - 1}`),
    );
    expect(unknown.sort()).toEqual(underWay.map(({ id, version }) => `input-${id} after ${version}`).sort());
  });

  it('shows of every input what the log says', async () => {
    await expectExactFold(place.databaseUrl);
    const some = clients.acknowledged.filter((_, index) => index % 50 === 0).map(({ id }) => id);
    await expectShownAsInLog(api, histories, [...some, ...underWay.map(({ id }) => id)]);
  }, 60_000);

  it('has published all of it', async () => {
    await expectTopicHolds(
      place,
      [...histories.values()].flat().sort((a, b) => a.position - b.position),
    );
  }, 60_000);
});
