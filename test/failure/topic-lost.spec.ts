/** The topic is deleted under load, made again by someone else, cut, and filled again: the log is the truth (G1, G6). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clients } from '../support/clients.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { caughtUp, expectExactFold, readLog } from '../support/exact-fold.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { cutTopic, makeTopic, withAdmin } from '../support/kafka.js';
import { endOf, startOperation } from '../support/operations.js';
import {
  allSettled,
  expectDelivered,
  expectEachOnce,
  expectTaken,
  soundHistories,
} from '../support/sound-histories.js';
import { expectTopicGives, expectTopicHolds, PARTITIONS, topicOf } from '../support/topic.js';
import { until } from '../support/until.js';

const endings = new Endings();
let place: Place;
let destination: Destination;
let intake: Intake;
let clients: Clients;

const deleteTopic = (): Promise<void> =>
  withAdmin(topicOf(place), (admin) => admin.deleteTopics({ topics: [place.topic] }));

/** All that was submitted so far is delivered and to be read; what follows now is in the new topic. */
async function expectAllIsWell(): Promise<void> {
  await until('the topic is there again', () =>
    withAdmin(topicOf(place), async (admin) => (await admin.listTopics()).includes(place.topic)),
  );
  const { length } = await readLog(place.databaseUrl);
  await clients.more(200);
  await clients.stop();
  await allSettled(place.databaseUrl);
  await caughtUp(place.databaseUrl);
  await expectExactFold(place.databaseUrl);
  await expectTopicHolds(place, (await readLog(place.databaseUrl)).slice(length));
  clients.start();
}

beforeAll(async () => {
  place = await endings.of(freshPlace(), (made) => made.drop());
  destination = await endings.of(startDestination(), (server) => server.close());
  intake = await endings.of(startIntake(place), (running) => running.kill());
  await intake.api.register('orders', { url: destination.url, concurrency: 100 });
  clients = new Clients({ api: () => intake.api, destination: 'orders', clients: 4 });
  endings.add(() => clients.stop());
  await clients.more(300);
}, 120_000);
afterAll(() => endings.all(), 60_000);

describe('the topic is lost under load', () => {
  it('deleted: the relay makes it again, and read models lack nothing', async () => {
    await deleteTopic();
    await expectAllIsWell();
  }, 120_000);

  it('deleted and made again by someone else, so that nobody sees it missing: the same', async () => {
    await clients.more(300);
    await deleteTopic();
    await makeTopic(topicOf(place), PARTITIONS, [{ name: 'max.message.bytes', value: `${2 * 1024 * 1024}` }]);
    await expectAllIsWell();
  }, 120_000);

  it('cut by someone: read models lack nothing', async () => {
    await clients.more(300);
    const ends = await withAdmin(topicOf(place), (admin) => admin.fetchTopicOffsets(place.topic));
    await cutTopic(
      topicOf(place),
      ends.map(({ partition, high }) => ({ partition, offset: high })),
    );
    await expectAllIsWell();
  }, 120_000);

  it('deleted, and filled again by a republish: whoever reads it has the whole log, what came meanwhile included', async () => {
    await deleteTopic();
    const { id } = await startOperation(intake.api, '/v1/admin/republish');
    await clients.more(300);
    expect(await endOf(() => intake.api, id)).toMatchObject({ state: 'succeeded' });
    await clients.stop();
    await allSettled(place.databaseUrl);
    await caughtUp(place.databaseUrl);
    await expectExactFold(place.databaseUrl);
    await expectTopicGives(place, await readLog(place.databaseUrl));
    clients.start();
  }, 120_000);

  it('what was acknowledged is in the log once and was delivered', async () => {
    await clients.stop();
    await allSettled(place.databaseUrl);
    const histories = soundHistories(await readLog(place.databaseUrl));
    expectTaken(clients.told);
    expectEachOnce(histories, clients.told);
    expectDelivered(histories, destination);
  }, 60_000);
});
