/** History for anyone: a part of the log again in Kafka, asked for over HTTP, read with kcat. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { partitionOf, streamHash } from '../../src/platform/store/partition.js';
import type { EventView } from '../../src/views/event.js';
import type { OperationView } from '../../src/views/operation.js';
import type { Answer } from '../support/api.js';
import { withClient } from '../support/database.js';
import { expectExactFold } from '../support/exact-fold.js';
import { journey } from '../support/journey.js';
import { headersOf, kcat } from '../support/kcat.js';
import { endOf } from '../support/operations.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const at = journey();
let log: EventView[] = [];

beforeAll(async () => {
  at.server.answer = (response, { path }) => {
    response.statusCode = path === '/gone' ? 410 : 200;
    response.end('thanks');
  };
  for (const name of ['orders', 'gone']) await at.api.register(name, { url: new URL(name, at.server.url).href });
  for (let n = 0; n < 10; n++) await at.api.reaches((await at.api.take('orders', `${n}`)).id, 'delivered');
  await at.api.reaches((await at.api.take('gone', 'x')).id, 'deadLettered');
  await until('all is published', async () => {
    log = await theLog();
    return log.at(-1)!.type === 'DestinationDisabled' && kcat(at.place.topic).length === log.length;
  });
});

const theLog = async () => (await at.api.get<{ items: EventView[] }>('/v1/admin/events?limit=100')).body.items;
const ask = (body: object, headers: Record<string, string> = {}): Promise<Answer<OperationView>> =>
  at.api.ask('POST', '/v1/admin/replays', { body, headers });

function ended({ status, headers, body }: Answer<OperationView>): Promise<OperationView> {
  expect({ status, location: headers.get('location') }).toEqual({
    status: 202,
    location: `/v1/admin/operations/${body.id}`,
  });
  return endOf(() => at.api, body.id);
}

const inTopic = (topic: string) => kcat(topic).map((message) => headersOf(message));
const positions = (headers: Record<string, string>[]) =>
  headers.map(({ ce_position }) => Number(ce_position)).sort((a, b) => a - b);

describe('a replay', () => {
  it('of everything goes to a topic of its own, as it stands in the log, with its id', async () => {
    const { id, state, done, total, kind, result } = await ended(await ask({}));
    expect({ state, done, total, kind }).toEqual({
      ...{ state: 'succeeded', kind: 'replay' },
      ...{ done: log.length, total: log.length },
    });
    expect(result).toEqual({ topic: `intake.replay.${id}`, from: 1, to: log.length, published: log.length });
    const found = inTopic(`intake.replay.${id}`);
    expect(positions(found)).toEqual(log.map(({ position }) => position));
    expect(new Set(found.map(({ ce_replayid }) => ce_replayid))).toEqual(new Set([id]));
    const without = found.map(({ ce_replayid, ...headers }) => JSON.stringify(headers));
    expect(without.sort()).toEqual(
      inTopic(at.place.topic)
        // What comes after it is the event that tells of the replay.
        .filter(({ ce_position }) => Number(ce_position) <= log.length)
        .map((headers) => JSON.stringify(headers))
        .sort(),
    );
  });

  it.each<[string, () => object, (event: EventView) => boolean]>([
    [
      'types',
      () => ({ types: ['InputDelivered', 'DestinationDisabled'] }),
      ({ type }) => /Delivered|Disabled/.test(type),
    ],
    [
      'streams',
      () => ({ streams: ['destination-gone', log[2]!.stream] }),
      ({ stream }) => stream === 'destination-gone' || stream === log[2]!.stream,
    ],
    [
      'a destination',
      () => ({ destination: 'gone' }),
      ({ data, stream }) => data.destination === 'gone' || stream === 'destination-gone',
    ],
    ['positions', () => ({ from: 3, to: 7 }), ({ position }) => position >= 3 && position <= 7],
    [
      'times',
      () => ({ from: log[4]!.occurredAt, to: log[8]!.occurredAt }),
      ({ occurredAt }) => occurredAt >= log[4]!.occurredAt && occurredAt <= log[8]!.occurredAt,
    ],
    [
      'an end beyond that of the log',
      () => ({ from: log.length, to: 1_000_000 }),
      ({ position }) => position === log.length,
    ],
    ['a time before everything', () => ({ from: '0001-01-01T00:00:00Z', to: 1 }), ({ position }) => position === 1],
  ])('is of what is asked for: %s; a dry run says how many', async (_, options, fits) => {
    log = await theLog();
    const wanted = log.filter(fits).map(({ position }) => position);
    expect(wanted.length).toBeGreaterThan(0);
    const { status, body } = await ask({ ...options(), dryRun: true });
    expect({ status, body }).toEqual({ status: 200, body: { total: wanted.length } });
    const { id, done } = await ended(await ask(options()));
    expect({ done, there: positions(inTopic(`intake.replay.${id}`)) }).toEqual({ done: wanted.length, there: wanted });
  });

  it('asked for twice with one Idempotency-Key is one; something else with that key is refused', async () => {
    const headers = { 'idempotency-key': 'replay-1' };
    const first = await ask({ from: 2, to: 4 }, headers);
    const second = await ask({ to: 4, from: 2 }, headers);
    expect([first, second].map((answer) => answer.headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect(second.body.id).toBe(first.body.id);
    expect((await ended(second)).done).toBe(3);
    expect(positions(inTopic(`intake.replay.${first.body.id}`))).toEqual([2, 3, 4]);
    expectProblem(await ask({ from: 2, to: 5 }, headers), 422, 'idempotency-key-reused');
    // The same text is an input's key, too: they have nothing to do with each other.
    await at.api.reaches((await at.api.take('orders', 'x', headers)).id, 'delivered');
  });

  it.each<[string, object, string]>([
    ['a type that there is not', { types: ['InputEaten'] }, '/types/0'],
    ['no type', { types: [] }, '/types'],
    ['what is no stream', { streams: ['Input 7'] }, '/streams/0'],
    ['what is no destination', { destination: 'O R' }, '/destination'],
    ['a negative position', { from: -1 }, '/from'],
    ['a time without an offset', { to: '2026-01-31T12:00:00' }, '/to'],
    ['an end before the beginning', { from: 5, to: 4 }, '/to'],
    ['what is no topic', { topic: '../x' }, '/topic'],
    ["Kafka's own topic", { topic: '__consumer_offsets' }, '/topic'],
    ['a rate of nothing', { ratePerSecond: 0 }, '/ratePerSecond'],
    ['an option that there is not', { speed: 1 }, '/speed'],
  ])('is refused for %s', async (_, options, pointer) => {
    const answer = await ask(options);
    expectProblem(answer, 422, 'validation-failed');
    expect(answer.body).toMatchObject({ errors: [{ in: 'body', pointer }] });
  });

  it('into the topic of the events needs force, and nobody of ours applies anything twice', async () => {
    const refused = await ask({ topic: at.place.topic });
    expectProblem(refused, 422, 'validation-failed');
    expect(refused.body).toMatchObject({ errors: [{ in: 'body', pointer: '/topic' }] });
    await readToTheEnd();
    const before = await standing();
    const arrived = at.server.received.length;
    const events = kcat(at.place.topic).length;
    const { id } = await ended(await ask({ topic: at.place.topic, force: true, types: ['InputReceived'] }));
    const there = inTopic(at.place.topic).filter(({ ce_replayid }) => ce_replayid === id);
    expect(there.length).toBeGreaterThanOrEqual(11);
    await readToTheEnd();
    const told = partitionOf(streamHash(`operation-${id}`), before.positions.length);
    const after = await standing();
    // There the event that tells of the replay has come.
    after.positions[told] = before.positions[told]!;
    expect(after).toEqual(before);
    expect(at.server.received).toHaveLength(arrived);
    expect(kcat(at.place.topic)).toHaveLength(events + 1 + there.length);
    await expectExactFold(at.place.databaseUrl);
  });

  it('ends when it is cancelled', async () => {
    const answer = await ask({ ratePerSecond: 1 });
    await at.api.ask('POST', `${answer.headers.get('location')}/cancel`);
    expect(await ended(answer)).toMatchObject({ state: 'cancelled', result: null });
  });
});

describe('a republish', () => {
  it('publishes everything again, then goes on', async () => {
    const events = kcat(at.place.topic).length;
    const { position } = (await theLog()).at(-1)!;
    const { state, kind, result } = await ended(await at.api.ask('POST', '/v1/admin/republish'));
    const { from, to } = result as { from: number; to: number };
    expect({ state, kind, from }).toEqual({ state: 'succeeded', kind: 'republish', from: 1 });
    // The event that tells of it was published once before, or not.
    expect([position, position + 1]).toContain(to);
    await until('it is published', () => kcat(at.place.topic).length === events + 1 + to);
    await at.api.reaches((await at.api.take('orders', 'after')).id, 'delivered');
    await expectExactFold(at.place.databaseUrl);
  });

  it('takes no options but where to begin', async () => {
    expectProblem(await at.api.ask('POST', '/v1/admin/republish', { body: { to: 4 } }), 422, 'validation-failed');
  });
});

const BY_STREAM = ['inputs', 'attempts', 'destinations', 'access-keys'];

/** Each of our consumers has looked at all that is in the topic. */
const readToTheEnd = (): Promise<void> =>
  withClient(at.place.databaseUrl, (client) =>
    until('all is read', async () => {
      const lasts = new Map(kcat(at.place.topic).map(({ partition, offset }) => [partition, offset]));
      const { rows } = await client.query<{ partition: number; offset: number }>(
        `select partition, kafka_offset::integer as "offset" from intake.checkpoints where projection = any($1)`,
        [BY_STREAM],
      );
      return rows.every(({ partition, offset }) => offset === (lasts.get(partition) ?? null));
    }),
  );

/** How far our own consumers are in each partition, and what they have made of it. */
const standing = () =>
  withClient(at.place.databaseUrl, async (client) => {
    const { rows } = await client.query<{ positions: string }>(
      `select sum(position)::text as positions from intake.checkpoints where projection = any($1)
        group by partition order by partition`,
      [BY_STREAM],
    );
    const { rows: inputs } = await client.query('select * from read_v3.inputs order by id');
    const { rows: attempts } = await client.query('select * from read_v1.attempts order by 1, 2');
    return { positions: rows.map(({ positions }) => positions), inputs, attempts };
  });
