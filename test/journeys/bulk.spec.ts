/** What is asked of many inputs at once, and what is asked of one that has come to rest. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import type { OperationView } from '../../src/views/operation.js';
import type { Answer } from '../support/api.js';
import { withClient } from '../support/database.js';
import { caughtUp } from '../support/exact-fold.js';
import { journey } from '../support/journey.js';
import { endOf } from '../support/operations.js';
import { expectProblem } from '../support/problem.js';
import { writeSettledInputs } from '../support/settled-inputs.js';
import { until } from '../support/until.js';

const at = journey();
const DEAD = 5_000;
let ids: string[];

type Told = OperationView & { result: { done: number; skipped: number; failed: number; reasons: object } | null };

beforeAll(async () => {
  ids = await writeSettledInputs(at.place.databaseUrl, DEAD, 'InputDeadLettered');
  at.server.answer = (response, { path }) => {
    response.statusCode = path === '/refuses' ? 400 : 200;
    response.end();
  };
  await at.api.register('orders', { url: at.server.url, concurrency: 100 });
  await at.api.register('refuses', { url: new URL('/refuses', at.server.url).href });
  await at.api.register('later', { url: new URL('/refuses', at.server.url).href });
  await at.api.register('away', {
    url: 'http://127.0.0.1:1/',
    retry: { minDelayMs: 3_600_000, maxDelayMs: 3_600_000 },
  });
  expect(await total('retry', { all: true })).toBe(DEAD);
}, 60_000);

const ask = <T = Told>(what: 'retry' | 'cancel', body: object, headers: Record<string, string> = {}) =>
  at.api.ask<T>('POST', `/v1/inputs/${what}`, { body, headers });
/** What the read model makes it, when that has everything. */
const total = async (what: 'retry' | 'cancel', body: object): Promise<number> => {
  await caughtUp(at.place.databaseUrl);
  const answer = await ask<{ total: number }>(what, { ...body, dryRun: true });
  expect(answer.status).toBe(200);
  return answer.body.total;
};
async function ended({ status, headers, body }: Answer<Told>): Promise<Told> {
  expect({ status, location: headers.get('location') }).toEqual({
    status: 202,
    location: `/v1/admin/operations/${body.id}`,
  });
  expect(headers.get('intake-position')).toMatch(/^\d+$/);
  return (await endOf(() => at.api, body.id)) as Told;
}
const retried = (id: string, body: object = {}): Promise<Answer<InputView>> =>
  at.api.ask('POST', `/v1/inputs/${id}/retry`, { body });
/** Without an attempt of it meanwhile, whose status is another one. */
async function retriedInPause(destination: string, id: string, body: object = {}): Promise<Answer<InputView>> {
  await at.api.ask('POST', `/v1/destinations/${destination}/pause`);
  const answer = await retried(id, body);
  await at.api.ask('POST', `/v1/destinations/${destination}/resume`);
  return answer;
}
const dead = async (name = 'refuses'): Promise<string> =>
  (await at.api.reaches((await at.api.take(name, 'x')).id, 'deadLettered')).id;
const waiting = async (): Promise<string> => (await at.api.reaches((await at.api.take('away', 'x')).id, 'retrying')).id;

/** How many events of a type there are of each input. */
const countsOf = (type: string): Promise<Map<string, number>> =>
  withClient(at.place.databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ id: string; count: number }>(
      `select substr(stream, 7) as id, count(*)::integer as count from intake.events where type = $1 group by stream`,
      [type],
    );
    return new Map(rows.map(({ id, count }) => [id, count]));
  });

describe('an operation that is cancelled', () => {
  it('goes no further', async () => {
    const { body } = await ask('retry', { filter: { destination: ['orders'] } });
    await until('it has begun', async () => (await countsOf('InputRetryRequested')).size > 0);
    await at.api.ask('POST', `/v1/admin/operations/${body.id}/cancel`);
    expect(await endOf(() => at.api, body.id)).toMatchObject({ state: 'cancelled', result: null });
    const { size } = await countsOf('InputRetryRequested');
    expect(size).toBeLessThan(DEAD);
    await until('those that were asked are delivered', async () => (await countsOf('InputDelivered')).size === size);
    expect((await countsOf('InputRetryRequested')).size).toBe(size);
  });
});

describe('thousands of dead letters', () => {
  it('are grouped by destination and reason', async () => {
    const count = await total('retry', { all: true });
    const { body } = await at.api.get<{ items: { count: number }[] }>('/v1/dead-letters');
    expect(body.items).toEqual([
      {
        ...{ destination: 'orders', reason: 'exhausted', count },
        ...{ oldest: expect.stringMatching(/^20.*Z$/), newest: expect.stringMatching(/^20.*Z$/) },
      },
    ]);
    const id = await dead();
    await caughtUp(at.place.databaseUrl);
    const after = await at.api.get<{ items: object[] }>('/v1/dead-letters');
    expect(after.body.items[0]).toMatchObject({ destination: 'refuses', reason: 'rejected', count: 1 });
    expect((await at.api.input(id)).reason).toBe('rejected');
  });

  it('are brought on their way again, each once, with a count before and progress meanwhile', async () => {
    const filter = { status: ['deadLettered'], destination: ['orders', 'later'] };
    const left = await total('retry', { filter });
    expect(left).toBeGreaterThan(DEAD / 2);
    const answer = await ask('retry', { filter, reason: 'they are back' });
    expect(answer.body).toMatchObject({ kind: 'retry-inputs', state: 'running', startedBy: 'admin' });
    const late = await dead('later');
    const seen = new Set<number>();
    await until(
      'it has ended',
      async () => {
        const now = (await at.api.get<OperationView>(`/v1/admin/operations/${answer.body.id}`)).body;
        if (now.total !== null) seen.add(now.done);
        return now.state !== 'running';
      },
      120_000,
    );
    expect(seen.size).toBeGreaterThan(2);
    expect(await ended(answer)).toMatchObject({
      state: 'succeeded',
      done: left,
      total: left,
      result: { done: left, skipped: 0, failed: 0, reasons: {} },
    });
    const counts = await countsOf('InputRetryRequested');
    expect([...new Set(counts.values())]).toEqual([1]);
    expect([...counts.keys()].sort()).toEqual([...ids].sort());
    // It came after the request (protection: the log's end as it was then).
    expect(counts.has(late)).toBe(false);
    await until('all are delivered', async () => (await countsOf('InputDelivered')).size === DEAD, 120_000);
    const { items } = (
      await at.api.get<{ items: { data: object; metadata: object }[] }>(
        `/v1/admin/events?stream=input-${ids.at(-1)}&type=InputRetryRequested`,
      )
    ).body;
    expect(items).toMatchObject([
      { data: { reason: 'they are back', run: 1 }, metadata: { actor: 'admin', correlationId: answer.body.id } },
    ]);
  }, 300_000);
});

describe('of many', () => {
  it('those are retried that were not delivered nor called back, unless they are named', async () => {
    const delivered = (await at.api.take('orders', 'x', { 'idempotency-key': 'a' })).id;
    await at.api.reaches(delivered, 'delivered');
    const filter = { idempotencyKey: 'a' };
    expect(await total('retry', { filter })).toBe(0);
    expect(await total('retry', { filter: { ...filter, status: ['delivered', 'received'] } })).toBe(1);
  });

  it('those are called back that wait', async () => {
    const some = [await waiting(), await waiting(), await waiting()];
    expect(await total('cancel', { all: true })).toBe(3);
    const { result } = await ended(await ask('cancel', { filter: { destination: ['away'] }, reason: 'why not' }));
    expect(result).toEqual({ done: 3, skipped: 0, failed: 0, reasons: {} });
    for (const id of some) expect(await at.api.input(id)).toMatchObject({ status: 'cancelled' });
    expect((await at.api.events(some[0]!)).at(-1)!.data).toMatchObject({ reason: 'why not' });
  });

  it('those that cannot be are counted by what stands in the way', async () => {
    await at.api.register('gone', { url: new URL('/refuses', at.server.url).href });
    await dead('gone');
    const filter = { destination: ['gone'] };
    const wanted = await total('retry', { filter });
    await at.api.remove('gone');
    const { result } = await ended(await ask('retry', { filter }));
    expect(result).toEqual({ done: 0, skipped: wanted, failed: 0, reasons: { 'unknown-destination': wanted } });
  });

  it('none is asked where all are to go to one that takes nothing: that is refused at once', async () => {
    await at.api.register('closed', { url: at.server.url });
    const wanted = { filter: { reason: ['rejected'] }, destination: 'closed' };
    const headers = { 'idempotency-key': 'closed' };
    const first = await ask('retry', { ...wanted, filter: { destination: ['nobody'] } }, headers);
    await ended(first);
    await at.api.ask('POST', '/v1/destinations/closed/disable');
    for (const dryRun of [true, false]) {
      expectProblem(await ask('retry', { ...wanted, dryRun }), 409, 'destination-disabled');
      expectProblem(await ask('retry', { ...wanted, destination: 'nobody', dryRun }), 404, 'unknown-destination');
    }
    // What was begun while it was open has its answer.
    const again = await ask('retry', { ...wanted, filter: { destination: ['nobody'] } }, headers);
    expect(again).toMatchObject({ status: 202, body: { id: first.body.id } });
  });

  it('all may go to another destination', async () => {
    const id = await dead();
    const { result } = await ended(await ask('retry', { filter: { reason: ['rejected'] }, destination: 'orders' }));
    expect(result).toMatchObject({ skipped: 0 });
    expect(await at.api.reaches(id, 'delivered')).toMatchObject({ destination: 'orders' });
  });

  it('one key begins one operation', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = await ask('retry', { filter: { destination: ['refuses'] } }, headers);
    const second = await ask('retry', { filter: { destination: ['refuses'] } }, headers);
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect(second.body.id).toBe(first.body.id);
    expectProblem(await ask('retry', { filter: { destination: ['orders'] } }, headers), 422, 'idempotency-key-reused');
    expect((await ask('cancel', { filter: { destination: ['nobody'] } }, headers)).status).toBe(202);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['an empty filter', { filter: {} }],
    ['a filter and all', { filter: { destination: ['orders'] }, all: true }],
    ['not all', { all: false }],
    ['an unknown filter', { filter: { colour: 'red' } }],
    ['an unknown status', { filter: { status: ['delivering'] } }],
    ['a filter that is not held', { filter: { held: false } }],
    ['an empty list', { filter: { destination: [] } }],
    ['an unknown option', { all: true, force: true }],
  ])('%s is refused', async (_, body) => {
    expectProblem(await ask('retry', body), 422, 'validation-failed');
    expectProblem(await ask('cancel', body), 422, 'validation-failed');
  });

  it('another destination is nothing that a cancel could go to', async () => {
    expectProblem(await ask('cancel', { all: true, destination: 'orders' }), 422, 'validation-failed');
  });
});

describe('one that has come to rest', () => {
  it('is not swallowed by idempotency: its destination sees a new key, and the same id', async () => {
    const { id } = await at.api.take('orders', 'again', { 'idempotency-key': 'once-only' });
    await at.api.reaches(id, 'delivered');
    const seen = () => at.server.received.filter(({ headers }) => headers['webhook-id'] === id);
    for (const run of [1, 2]) {
      const { status, body } = await retriedInPause('orders', id, { reason: 'lost by the shop' });
      expect(status).toBe(202);
      expect(body).toMatchObject({ id, status: 'retrying', settledAt: null, attemptCount: run });
      await until('it has come again', () => seen().length === run + 1);
      await at.api.reaches(id, 'delivered');
    }
    expect(seen().map(({ headers }) => headers['intake-attempt'])).toEqual(['1', '2', '3']);
    expect(seen().map(({ headers }) => headers['idempotency-key'])).toEqual([id, `${id}.1`, `${id}.2`]);
  });

  it('may have been called back', async () => {
    const id = await waiting();
    await at.api.ask('POST', `/v1/inputs/${id}/cancel`);
    const answer = await retriedInPause('orders', id, { destination: 'orders' });
    expect(answer.body).toMatchObject({ status: 'retrying', destination: 'orders' });
    expect(answer.headers.get('intake-position')).not.toBeNull();
    await at.api.reaches(id, 'delivered');
  });

  it('goes to the destination that was made anew under its name', async () => {
    await at.api.register('anew', { url: new URL('/refuses', at.server.url).href });
    const id = await dead('anew');
    await at.api.remove('anew');
    expectProblem(await retried(id), 404, 'unknown-destination');
    await at.api.register('anew', { url: at.server.url });
    expect((await retried(id)).status).toBe(202);
    await at.api.reaches(id, 'delivered');
  });

  it('is refused while it is on its way, and where its destination takes nothing', async () => {
    expectProblem(await retried(await waiting()), 409, 'state-conflict');
    const id = await dead();
    await at.api.ask('POST', '/v1/destinations/refuses/disable');
    expectProblem(await retried(id), 409, 'destination-disabled');
    expectProblem(await retried(id, { destination: 'nobody' }), 404, 'unknown-destination');
    expectProblem(await retried(id, { destination: 'A B' }), 422, 'validation-failed');
  });
});

describe('the list of inputs', () => {
  it('is narrowed by the new filters, and shows what they have become at any time', async () => {
    await caughtUp(at.place.databaseUrl);
    const cancelled = await at.api.get<{ items: InputView[] }>('/v1/inputs?status=cancelled&destination=away');
    expect(cancelled.body.items.length).toBeGreaterThan(2);
    const { id } = cancelled.body.items[0]!;
    const events = await at.api.events(id);
    const then = await at.api.get<InputView>(`/v1/inputs/${id}?asOf=${events.at(-1)!.position}`);
    expect(then.body).toMatchObject({ status: 'cancelled', held: null });
    const before = await at.api.get<InputView>(`/v1/inputs/${id}?asOf=${events.at(-1)!.position - 1}`);
    expect(before.body).toMatchObject({ status: 'retrying' });
    expect((await at.api.get<{ items: object[] }>('/v1/inputs?orderingKey=nobody')).body.items).toEqual([]);
    expectProblem(await at.api.get('/v1/inputs?held=false'), 400, 'invalid-query');
  });
});
