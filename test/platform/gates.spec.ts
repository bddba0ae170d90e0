/** What a destination lets through, seen from the destination, with several processes delivering (G9, G10). Real PostgreSQL, real HTTP. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DeliveryPaused } from '../../src/events/delivery-paused.js';
import { DeliveryResumed } from '../../src/events/delivery-resumed.js';
import { DestinationBreakerReset } from '../../src/events/destination-breaker-reset.js';
import { DestinationChanged } from '../../src/events/destination-changed.js';
import { DestinationPaused } from '../../src/events/destination-paused.js';
import { DestinationResumed } from '../../src/events/destination-resumed.js';
import { deliveries } from '../../src/reactions/deliver-when-received/deliveries.projection.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { registered, TestDelivery } from '../support/delivery.js';
import { type Destination, startDestination } from '../support/destination.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

let database: TestDatabase;
let delivery: TestDelivery;
let destination: Destination;
/** When each request came, in ms. */
let arrivals: number[];
const processes: TestDelivery[] = [];
const servers: Destination[] = [];

beforeEach(async () => {
  [database, destination] = await Promise.all([freshDatabase({ readModels: [deliveries] }), server()]);
  arrivals = [];
  destination.answer = (response) => {
    arrivals.push(performance.now());
    response.end();
  };
  delivery = await another();
});

afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.stop()));
  await Promise.all(servers.splice(0).map((each) => each.close()));
  await database.drop();
});

async function another(): Promise<TestDelivery> {
  const started = await TestDelivery.start(database);
  processes.push(started);
  return started;
}

async function server(): Promise<Destination> {
  const started = await startDestination();
  servers.push(started);
  return started;
}

const submit = (
  n: number,
  to = 'orders',
  instructions: Parameters<TestDelivery['submit']>[2] = {},
): Promise<string[]> => Promise.all(Array.from({ length: n }, () => delivery.submit(to, '', instructions)));

/** One after the other, so that their order is known. */
async function submitInTurn(n: number, to: string, instructions: Parameters<TestDelivery['submit']>[2] = {}) {
  const ids: string[] = [];
  for (let i = 0; i < n; i++) ids.push(await delivery.submit(to, `${i}`, instructions));
  return ids;
}

const allSettled = (ids: readonly string[]) => Promise.all(ids.map((id) => delivery.settled(id)));
const received = (at = destination) => at.received.map(({ headers }) => headers['webhook-id']);
const typesOf = async (id: string) => (await delivery.history(id)).map(({ type }) => type);

/** Whatever is due anywhere has had its turn once this has. */
async function aTurnForAll(): Promise<void> {
  const name = `turn-${++turnsTaken}`;
  const other = await server();
  await delivery.register(name, other.url);
  await allSettled(await submit(1, name));
}
let turnsTaken = 0;

describe('the rate of a destination', () => {
  it('holds over all processes together, in any second, and is used', async () => {
    await Promise.all([another(), another()]);
    await delivery.register('orders', destination.url, { concurrency: 100, ratePerSecond: 40 });
    await allSettled(await submit(120));
    const sorted = [...arrivals].sort((a, b) => a - b);
    // A busy machine delays some more than others: three that did not know of each other would take 500 ms for as many.
    // That the times given out keep the rate exactly, gate.spec.ts says.
    for (let i = 60; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 60]!).toBeGreaterThan(1_500 - 600);
    expect(sorted.at(-1)! - sorted[0]!).toBeLessThan(((120 - 1) / 40) * 1_000 * 2);
  });
});

describe('the breaker of a destination', () => {
  const RETRY = { maxAttempts: 3, minDelayMs: 100, maxDelayMs: 100 };
  const failing = async () => {
    await delivery.register('orders', destination.url, { retry: { ...RETRY, maxAttempts: 20 } });
    destination.answer = (response) => response.writeHead(503).end();
    const ids = await submitInTurn(30, 'orders');
    await until('it is open', async () => {
      const { rows } = await database.owner.query('select from intake.gates where open_until is not null');
      return rows.length === 1;
    });
    destination.answer = (response) => response.end();
    return ids;
  };

  it('opens after ten failures in a row: those held spend no attempt, and leave in the order they arrived', async () => {
    await another();
    const ids = await failing();
    await allSettled(ids);
    // Ten at once; and while the tenth was on its way to the log, nine others may have begun.
    const tried = ids.filter((id) => received().filter((each) => each === id).length > 1);
    expect(tried.length).toBeLessThanOrEqual(19);
    const first = new Map(
      received()
        .map((id, index) => [id, index])
        .reverse() as [string, number][],
    );
    const held = ids.filter((id) => !tried.includes(id));
    // One probe, then two at once, then four: each wave in order, neighbours of a wave may overtake each other.
    const places = held.map((id) => first.get(id)!);
    for (let i = 10; i < places.length; i++) expect(places[i]!).toBeGreaterThan(places[i - 10]!);
  });

  it('is closed by hand', async () => {
    const ids = await failing();
    await delivery.decide('orders', DestinationBreakerReset.of({}));
    const began = performance.now();
    await allSettled(ids);
    expect(performance.now() - began).toBeLessThan(4_500);
  });

  it('holds up nothing else', async () => {
    await failing();
    await aTurnForAll();
  });
});

describe('Retry-After', () => {
  it('holds the whole destination, by seconds', async () => {
    await delivery.register('orders', destination.url);
    destination.answer = (response) => {
      arrivals.push(performance.now());
      if (arrivals.length === 1) response.writeHead(429, { 'retry-after': '2' }).end();
      else response.end();
    };
    const [first] = await submit(1);
    await until('it has been told to wait', async () => (await typesOf(first!)).length === 2);
    const told = performance.now();
    const others = await submit(5);
    await allSettled([first!, ...others]);
    expect(arrivals[1]! - told).toBeGreaterThan(1_500);
  });
});

describe('a pause', () => {
  it('of a destination keeps its inputs, spends no attempt, and lets them go in order', async () => {
    await delivery.register('orders', destination.url, { concurrency: 1 });
    await delivery.decide('orders', DestinationPaused.of({}));
    const ids = await submitInTurn(20, 'orders');
    await aTurnForAll();
    expect(received()).toEqual([]);
    await delivery.decide('orders', DestinationResumed.of({}));
    await allSettled(ids);
    expect(received()).toEqual(ids);
  });

  it('of all sending holds everything, over all processes, until it is over', async () => {
    await another();
    await delivery.register('orders', destination.url);
    await delivery.turn(DeliveryPaused.of({}));
    const ids = await submit(10);
    await until('they wait', async () => {
      const { rows } = await database.owner.query('select from read_v2.deliveries');
      return rows.length === 10;
    });
    // Both processes have looked: each asks for what is due at least four times a second.
    const looks = async () =>
      (await database.owner.query(`select query_start from pg_stat_activity where query like '%with recursive names%'`))
        .rows;
    const before = JSON.stringify(await looks());
    await until('they have looked', async () => JSON.stringify(await looks()) !== before);
    expect(received()).toEqual([]);
    await delivery.turn(DeliveryResumed.of({}));
    await allSettled(ids);
  });
});

describe('a change of the policy', () => {
  it('applies to the next attempt, which shows its version', async () => {
    const other = await server();
    await delivery.register('orders', destination.url);
    destination.answer = (response) => response.writeHead(503).end();
    const [id] = await submit(1);
    await until('it has failed', async () => (await typesOf(id!)).length === 2);
    await delivery.decide('orders', DestinationChanged.of({ policy: registered(other.url).data.policy }));
    await allSettled([id!]);
    expect(other.received).toHaveLength(1);
    const versions = (await delivery.history(id!)).flatMap(({ data }) =>
      'attempt' in data ? [data.attempt.destinationVersion] : [],
    );
    expect(versions.at(-1)).toBe(2);
    expect(other.received[0]!.headers['intake-destination-version']).toBe('2');
  });
});

describe('inputs of one ordering key', () => {
  it('go one after the other, in order, over several processes, through failures', async () => {
    await Promise.all([another(), another()]);
    await delivery.register('orders', destination.url, { concurrency: 50 });
    let underWay = 0;
    let most = 0;
    destination.answer = (response) => {
      most = Math.max(most, ++underWay);
      setTimeout(() => {
        underWay--;
        response.writeHead(destination.received.length % 5 === 3 ? 503 : 200).end();
      }, 5);
    };
    const ids = await submitInTurn(30, 'orders', { orderingKey: 'customer-7' });
    await allSettled(ids);
    expect(most).toBe(1);
    const firsts = [...new Set(received())];
    expect(firsts).toEqual(ids);
  });

  it('follow each other at once, not at the next look', async () => {
    await delivery.register('orders', destination.url);
    await delivery.decide('orders', DestinationPaused.of({}));
    const ids = await submitInTurn(40, 'orders', { orderingKey: 'customer-7' });
    await delivery.decide('orders', DestinationResumed.of({}));
    const began = performance.now();
    await allSettled(ids);
    // A look comes four times a second: with these alone it would be ten.
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  it('wait behind one that was given up, and those of other keys do not', async () => {
    await delivery.register('orders', destination.url);
    destination.answer = (response, { body }) => response.writeHead(`${body}` === '0' ? 400 : 200).end();
    const [dead, behind] = await submitInTurn(2, 'orders', { orderingKey: 'a' });
    await allSettled([dead!, ...(await submit(1, 'orders', { orderingKey: 'b' }))]);
    await aTurnForAll();
    expect(await typesOf(behind!)).toEqual(['InputReceived']);
  });

  it('pass one that was given up where the policy says so', async () => {
    await delivery.register('orders', destination.url, { onDeadOrderingKey: 'skip' });
    destination.answer = (response, { body }) => response.writeHead(`${body}` === '0' ? 400 : 200).end();
    const ids = await submitInTurn(3, 'orders', { orderingKey: 'a' });
    expect((await allSettled(ids)).map((events) => events.at(-1)!.type)).toEqual([
      'InputDeadLettered',
      'InputDelivered',
      'InputDelivered',
    ]);
  });
});

describe('an input with a time', () => {
  const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

  it('is delivered at its time, to the second, also by a process that started later', async () => {
    await delivery.register('orders', destination.url);
    const at = inMs(2_500);
    const [id] = await submit(1, 'orders', { deliverAt: at });
    await Promise.all(processes.splice(0).map((each) => each.stop()));
    delivery = await another();
    await allSettled([id!]);
    const late = Date.now() - Date.parse(at);
    expect(arrivals).toHaveLength(1);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(2_000);
  });

  it('months ahead waits, and hides nothing that is due', async () => {
    await delivery.register('orders', destination.url);
    const [later] = await submit(1, 'orders', { deliverAt: inMs(200 * 86_400_000) });
    await allSettled(await submit(3));
    expect(received()).not.toContain(later);
  });

  it('expires at its time without an attempt, whatever holds it back, also by a process that started later', async () => {
    await delivery.register('orders', destination.url);
    await delivery.decide('orders', DestinationPaused.of({}));
    const at = inMs(2_000);
    const [id] = await submit(1, 'orders', { expiresAt: at });
    await Promise.all(processes.splice(0).map((each) => each.stop()));
    delivery = await another();
    const events = await delivery.settled(id!);
    expect(events.map(({ type }) => type)).toEqual(['InputReceived', 'InputExpired']);
    const { rows } = await database.owner.query<{ late: number }>(
      `select (extract(epoch from occurred_at - $2::timestamptz) * 1000)::float8 as late from intake.events
        where stream = $1 and type = 'InputExpired'`,
      [`input-${id}`, at],
    );
    expect(rows[0]!.late).toBeGreaterThanOrEqual(0);
    expect(rows[0]!.late).toBeLessThan(2_000);
    await delivery.decide('orders', DestinationResumed.of({}));
    await aTurnForAll();
    expect(received()).toEqual([]);
  });

  it('expires between two attempts too', async () => {
    await delivery.register('orders', destination.url, {
      retry: { maxAttempts: 10, minDelayMs: 600_000, maxDelayMs: 600_000 },
    });
    destination.answer = (response) => response.writeHead(503).end();
    const [id] = await submit(1, 'orders', { expiresAt: inMs(1_500) });
    expect((await delivery.settled(id!)).map(({ type }) => type)).toEqual([
      'InputReceived',
      'InputAttemptFailed',
      'InputExpired',
    ]);
  });
});
