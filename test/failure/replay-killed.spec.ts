/** The process is killed in the middle of a replay: it goes on by itself, and nothing of it is missing or out of order. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../../src/events/event.js';
import { partitionOf, streamHash } from '../../src/platform/store/partition.js';
import type { OperationView } from '../../src/views/operation.js';
import { Clients } from '../support/clients.js';
import { Endings } from '../support/endings.js';
import { readLog } from '../support/exact-fold.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { readTopic } from '../support/kafka.js';
import { endOf, startOperation } from '../support/operations.js';
import { PARTITIONS, topicOf } from '../support/topic.js';
import { until } from '../support/until.js';

const KILLS = 3;

const endings = new Endings();
let place: Place;
let intake: Intake;
let log: RecordedEvent[];

beforeAll(async () => {
  place = await endings.of(freshPlace(), (made) => made.drop());
  intake = await startIntake(place);
  endings.add(() => intake.kill());
  await intake.api.register('orders', { url: 'http://127.0.0.1:1/', retry: { maxAttempts: 1 } });
  const clients = new Clients({ api: () => intake.api, destination: 'orders', clients: 16, total: 600 });
  await clients.done();
  log = await readLog(place.databaseUrl);
}, 120_000);
afterAll(() => endings.all(), 60_000);

async function operation(id: string): Promise<OperationView> {
  return (await intake.api.read<OperationView>(`/v1/admin/operations/${id}`)).body;
}

it('killed again and again, a replay goes on from where it was (protection: what is saved, and the lease)', async () => {
  const { length } = log;
  const body = { to: length, ratePerSecond: 100 };
  const { id } = await startOperation(intake.api, '/v1/admin/replays', body);
  for (let kill = 1; kill <= KILLS; kill++) {
    await until('it has come further', async () => (await operation(id)).done >= (kill * length) / (KILLS + 2), 60_000);
    await intake.kill();
    intake = await startIntake(place);
  }
  expect(await endOf(() => intake.api, id, 90_000)).toMatchObject({ state: 'succeeded', done: length, total: length });

  const topic = `intake.replay.${id}`;
  const found = await readTopic(topicOf({ ...place, topic }));
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const wanted = log.filter(({ stream }) => partitionOf(streamHash(stream), PARTITIONS) === partition);
    const seen = new Set(found.get(partition)!.map(({ headers }) => Number(headers.ce_position)));
    expect([...seen]).toEqual(wanted.map(({ position }) => position));
  }
  const messages = [...found.values()].flat().length;
  // What had been sent and not saved when it died comes twice, and nothing from before.
  expect(messages - length).toBeLessThan(length / 2);
}, 240_000);
