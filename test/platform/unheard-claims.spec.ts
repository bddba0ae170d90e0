/** A claim whose commit was not heard of is no attempt: nothing of it was sent (G8). Real PostgreSQL, real HTTP. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { deliveries } from '../../src/reactions/deliver-when-received/deliveries.projection.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { TestDelivery, type Told } from '../support/delivery.js';
import { type Destination, startDestination } from '../support/destination.js';
import { gate } from '../support/kafka-faults.js';
import { LostCommit } from '../support/lost-commit.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let way: LostCommit;
let delivery: TestDelivery;
let destination: Destination;

beforeEach(async () => {
  [database, destination] = await Promise.all([freshDatabase({ readModels: [deliveries] }), startDestination()]);
  way = await LostCommit.before(database.url);
  delivery = await TestDelivery.start({ ...database, url: way.url });
});
afterEach(async () => {
  await delivery.stop();
  await Promise.all([way.close(), destination.close()]);
  await database.drop();
});

const attemptsOf = (events: Told[]) =>
  events.flatMap(({ data }) => ('attempt' in data ? [[data.attempt.number, data.attempt.outcome]] : []));
const DELIVERED_AT_ONCE = [[1, 'delivered']];

/** Takes the destination's gate, and somebody who gives back. */
const WAIT_FOR_THE_GATE = 2;

const waiting = async (): Promise<number> => {
  const { rows } = await database.owner.query<{ count: number }>(
    `select count(*)::integer from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]!.count;
};

describe('a claim whose commit was not heard of', () => {
  it.each([
    ['an open gate', null],
    ['a rule', 1_000],
  ])('by %s is given back, and its input goes out long before its lease is over', async (_, ratePerSecond) => {
    await delivery.register('orders', destination.url, { ratePerSecond });
    const { lost } = way.loseNext('answer');
    const id = await delivery.submit('orders');
    await lost;
    expect(attemptsOf(await delivery.settled(id))).toEqual(DELIVERED_AT_ONCE);
    expect(destination.received).toHaveLength(1);
  });

  it('is waited for where it is still about to be made (protection: the lock of the gate)', async () => {
    await delivery.register('orders', destination.url);
    const { lost, arrive } = way.loseNext('late');
    const id = await delivery.submit('orders');
    await lost;
    await until('it is to be claimed again, and to be given back', async () => (await waiting()) === WAIT_FOR_THE_GATE);
    arrive();
    expect(attemptsOf(await delivery.settled(id))).toEqual(DELIVERED_AT_ONCE);
  });

  it('takes no other with it that is under way (protection: each take has its own name)', async () => {
    const held = gate();
    destination.answer = async (response, { body }) => {
      if (`${body}` === 'slow') await held.passed;
      response.end();
    };
    await delivery.register('orders', destination.url);
    const slow = await delivery.submit('orders', 'slow');
    await until('it is under way', () => destination.received.length === 1);
    const { lost } = way.loseNext('answer');
    const id = await delivery.submit('orders');
    await lost;
    expect(attemptsOf(await delivery.settled(id))).toEqual(DELIVERED_AT_ONCE);
    held.open();
    expect(attemptsOf(await delivery.settled(slow))).toEqual(DELIVERED_AT_ONCE);
    expect(destination.received).toHaveLength(2);
  });
});
