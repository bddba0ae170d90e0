/** What happened to inputs, counted, and what waits now: as it is, as rebuilt, and of each process that answers. */
import type { ServerResponse } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { StatisticsView } from '../../src/projections/statistics/statistics.view.js';
import { persistently } from '../support/api.js';
import { headOf } from '../support/input-log.js';
import { startIntake } from '../support/intake.js';
import { journey } from '../support/journey.js';
import { runOperation } from '../support/operations.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const at = journey();
let position: number;
/** Requests whose answer the server keeps back. */
const waiting: ServerResponse[] = [];

beforeAll(async () => {
  at.server.answer = (response, { body }) => {
    if (body.toString() === 'later') waiting.push(response);
    else response.writeHead(Number(body.toString())).end();
  };
  const retry = { minDelayMs: 100, maxDelayMs: 100, maxAttempts: 2 };
  await at.api.register('orders', { url: at.server.url, retry });
  await at.api.register('others', { url: at.server.url, retry });
  const ids = [];
  for (const status of ['200', '200', '201', '500', '400']) ids.push((await at.api.take('orders', status)).id);
  const other = await at.api.take('others', '200');
  for (const id of ids.slice(0, 3)) await at.api.reaches(id, 'delivered');
  for (const id of ids.slice(3)) await at.api.reaches(id, 'deadLettered');
  await at.api.reaches(other.id, 'delivered');
  const lists = await Promise.all([...ids, other.id].map((id) => at.api.events(id)));
  position = Math.max(...lists.flat().map((event) => event.position));
});

const ask = (path: string) =>
  persistently(() => at.api.get<StatisticsView>(path, { 'intake-min-position': String(position) }));
const statistics = async (path: string) => (await ask(path)).body;

/** Of all buckets together. */
function totals({ buckets }: StatisticsView): Record<string, number> {
  const sums: Record<string, number> = {};
  const add = (name: string, count: number) => {
    sums[name] = (sums[name] ?? 0) + count;
  };
  for (const { counts, attempts } of buckets) {
    for (const [name, count] of Object.entries(counts)) add(name, count);
    for (const [outcome, count] of Object.entries(attempts)) add(`attempts ${outcome}`, count);
  }
  return sums;
}

describe('statistics', () => {
  it('count what happened to the inputs of a destination, and how its attempts ended', async () => {
    const view = await statistics('/v1/destinations/orders/stats');
    expect(totals(view)).toMatchObject({
      ...{ received: 5, delivered: 3, failedAttempts: 3, deadLettered: 2, expired: 0, cancelled: 0, retried: 0 },
      ...{ 'attempts http-error': 3, 'attempts timeout': 0, 'attempts delivered': 3 },
    });
    const [bucket] = view.buckets.filter(({ counts }) => counts.delivered > 0);
    for (const { p50, p95, p99 } of [bucket!.latencyMs, bucket!.attemptMs]) {
      expect(p50).toBeGreaterThan(0);
      expect(p95).toBeGreaterThanOrEqual(p50!);
      expect(p99).toBeGreaterThanOrEqual(p95!);
    }
  });

  it('of all destinations are their sum; of one that nobody has sent to, nothing', async () => {
    expect(totals(await statistics('/v1/stats'))).toMatchObject({ received: 6, delivered: 4 });
    expect(totals(await statistics('/v1/destinations/nobody/stats'))).toMatchObject({ received: 0 });
  });

  it('are in buckets from `from` on, before `to`, oldest first, empty ones too', async () => {
    const { from, to, stepMs, buckets } = await statistics('/v1/stats');
    expect({ hours: (Date.parse(to) - Date.parse(from)) / 3_600_000, stepMs }).toEqual({
      hours: 24,
      stepMs: 3_600_000,
    });
    expect(buckets.map((bucket) => bucket.from)).toEqual(
      buckets.map((_, n) => new Date(Date.parse(from) + n * stepMs).toISOString()),
    );
    const before = await statistics(`/v1/stats?to=${from}&step=5m`);
    expect(before.buckets).toHaveLength(288);
    expect(totals(before)).toMatchObject({ received: 0 });
  });

  it.each([
    'from=soon',
    'step=2m',
    'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
    'to=2026-01-01T00:00:00',
    'to=9999-01-01T00:00:00Z',
    'x=1',
  ])('are refused for ?%s', async (query) => {
    expectProblem(await at.api.get(`/v1/stats?${query}`), 400, 'invalid-query');
  });

  it('have at most 1,000 buckets', async () => {
    const query = 'from=2026-01-01T00:00:00Z&to=2026-01-01T16:41:00Z&step=1m';
    expectProblem(await at.api.get(`/v1/stats?${query}`), 400, 'invalid-query');
  });

  it('tell what waits now: what is for later does not', async () => {
    await at.api.take('orders', '200', { 'intake-deliver-at': new Date(Date.now() + 3_600_000).toISOString() });
    expect((await statistics('/v1/destinations/orders/stats')).now).toEqual({ queueDepth: 0, oldestPending: null });
    const { receivedAt } = await at.api.take('orders', 'later');
    await at.api.take('orders', 'later');
    const depth = async () => (await statistics('/v1/destinations/orders/stats')).now;
    await until('both wait', async () => (await depth()).queueDepth === 2);
    expect(await depth()).toEqual({ queueDepth: 2, oldestPending: receivedAt });
    expect((await statistics('/v1/stats')).now.queueDepth).toBe(2);
    expect((await statistics('/v1/destinations/others/stats')).now.queueDepth).toBe(0);
    await until('both were sent', () => waiting.length === 2);
    for (const response of waiting) response.end();
    await until('none waits', async () => (await depth()).queueDepth === 0);
  });
});

it('a rebuild gives the same, and a verify finds nothing', async () => {
  // That none waits is seen before it is counted.
  position = await headOf(at.api);
  const before = await statistics('/v1/stats?step=1d');
  const operation = (what: string) => runOperation(at.api, `/v1/admin/projections/statistics/${what}`);
  expect(await operation('rebuild')).toMatchObject({ state: 'succeeded', error: null });
  expect((await statistics('/v1/stats?step=1d')).buckets[0]!.counts).toEqual(before.buckets[0]!.counts);
  const { result } = await operation('verify');
  expect(result).toMatchObject({ differing: 0, missing: 0, extra: 0 });
  expect(result?.rows).toBeGreaterThan(0);
});

// Holds the rule of who follows what: without it nobody counts while the delivery role runs alone, or twice.
it('are followed by the projector role, and the to-do list by delivery', async () => {
  await at.intake.stop();
  const roles = (role: string) => startIntake(at.place, { INTAKE_ROLES: role });
  at.intake = await roles('api');
  const { id } = await at.api.take('orders', '200');
  const { receivedAt } = await at.api.input(id);
  const hour = `/v1/destinations/orders/stats?from=${receivedAt}`;
  const counted = async () => totals((await at.api.get<StatisticsView>(hour)).body).received;
  const projector = await roles('projector');
  await until('it is counted', async () => (await counted())! > 0);
  expect((await at.api.get<StatisticsView>(hour)).body.now.queueDepth).toBe(0);
  const delivery = await roles('delivery');
  await at.api.reaches(id, 'delivered');
  expect(await delivery.stop()).toBe(0);
  expect(await projector.stop()).toBe(0);
  await at.restart();
});
