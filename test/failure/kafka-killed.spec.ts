/** Kafka is killed under load and started again: nobody who submits notices, and read models catch up (G1, G4, G6). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import type { Answer } from '../support/api.js';
import { Clients } from '../support/clients.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { caughtUp, expectExactFold, readLog } from '../support/exact-fold.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { type OwnServer, ownKafka } from '../support/own-servers.js';
import {
  allSettled,
  expectDelivered,
  expectEachOnce,
  expectShownAsInLog,
  expectTaken,
  soundHistories,
} from '../support/sound-histories.js';
import { expectTopicHolds } from '../support/topic.js';
import { until } from '../support/until.js';

const endings = new Endings();
let kafka: OwnServer;
let place: Place;
let destination: Destination;
let intake: Intake;
let clients: Clients;
/** What was shown of inputs right after they were acknowledged. */
const shown: Answer<InputView>[] = [];
let watching: Promise<void>;
let watched = false;

/** Reads the newest acknowledged input, again and again. */
async function watch(): Promise<void> {
  while (!watched) {
    const { id } = clients.acknowledged.at(-1)!;
    shown.push(await intake.api.get<InputView>(`/v1/inputs/${id}`));
  }
}

beforeAll(async () => {
  kafka = await endings.of(ownKafka(), (server) => server.end());
  place = await endings.of(freshPlace({ kafka }), (made) => made.drop());
  destination = await endings.of(startDestination(), (server) => server.close());
  intake = await endings.of(startIntake(place), (running) => running.kill());
  await intake.api.register('orders', { url: destination.url, concurrency: 100 });
  clients = new Clients({ api: () => intake.api, destination: 'orders', clients: 4 });
  endings.add(() => clients.stop());
  await clients.more(300);
  watching = watch();
}, 120_000);
afterAll(() => endings.all(), 60_000);

describe('Kafka is killed under load', () => {
  it('inputs are acknowledged and delivered meanwhile', async () => {
    await kafka.kill();
    const from = clients.acknowledged.length;
    await clients.more(300);
    const ids = clients.acknowledged.slice(from, from + 300).map(({ id }) => id);
    const arrived = () => new Set(destination.received.map(({ headers }) => headers['webhook-id']));
    await until('all of them have arrived', () => ids.every((id) => arrived().has(id)), 60_000);
    for (const id of ids.slice(0, 20)) await intake.api.reaches(id, 'delivered');
  }, 180_000);

  it('when it is back, read models catch up and are the exact fold of the log', async () => {
    await kafka.start();
    await clients.more(300);
    watched = true;
    await Promise.all([clients.stop(), watching]);
    await allSettled(place.databaseUrl);
    await caughtUp(place.databaseUrl);
    await expectExactFold(place.databaseUrl);
  }, 180_000);

  it('what was acknowledged is in the log once and was delivered', async () => {
    const histories = soundHistories(await readLog(place.databaseUrl));
    expectTaken(clients.told);
    expectEachOnce(histories, clients.told);
    expectDelivered(histories, destination);
    await expectShownAsInLog(
      intake.api,
      histories,
      clients.acknowledged.filter((_, index) => index % 25 === 0).map(({ id }) => id),
    );
  }, 60_000);

  it('an acknowledged input could be read at every moment', () => {
    expect(shown.filter(({ status }) => status === 200).length).toBeGreaterThan(20);
    expect(shown.filter(({ status }) => status === 404)).toEqual([]);
  });

  it('the topic holds every event, first occurrences in the order of the log', async () => {
    await expectTopicHolds(place, await readLog(place.databaseUrl));
  }, 60_000);
});
