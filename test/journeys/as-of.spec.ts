/** Time travel: an input as it was at each of its positions and times, folded from the log. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { EventView } from '../../src/views/event.js';
import type { InputView } from '../../src/views/input.js';
import { withClient } from '../support/database.js';
import { journey } from '../support/journey.js';
import { gate } from '../support/kafka-faults.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const at = journey();
let input: InputView;
let history: EventView[];

/** Tried three times: a failure of its server, another one, then taken. */
beforeAll(async () => {
  let tries = 0;
  at.server.answer = (response) => {
    response.statusCode = [500, 503][tries++] ?? 200;
    response.end(`answer ${tries}`);
  };
  const retry = { maxAttempts: 5, minDelayMs: 100, maxDelayMs: 200 };
  await at.api.register('orders', { url: at.server.url, retry });
  input = await at.api.take('orders', 'x');
  await at.api.reaches(input.id, 'delivered');
  history = await at.api.events(input.id);
  // Something else, so that the log does not end with it.
  await at.api.reaches((await at.api.take('orders', 'y')).id, 'delivered');
});

const asOf = (when: number | string, headers: Record<string, string> = {}) =>
  at.api.get<InputView>(`/v1/inputs/${input.id}?asOf=${when}`, headers);
const shownAt = (answer: Awaited<ReturnType<typeof asOf>>) => Number(answer.headers.get('intake-position'));
const head = () =>
  withClient(at.place.databaseUrl, async (client) => {
    const { rows } = await client.query('select max(position)::integer as head from intake.events');
    return rows[0].head as number;
  });

const STEPS = [
  { status: 'received', attemptCount: 0, response: null, settledAt: null },
  { status: 'retrying', attemptCount: 1, response: { status: 500 }, settledAt: null },
  { status: 'retrying', attemptCount: 2, response: { status: 503 }, settledAt: null },
  { status: 'delivered', attemptCount: 3, response: { status: 200 }, nextAttemptAt: null },
];

describe('an input as of', () => {
  it('each of its positions is what it was then', async () => {
    expect(history).toHaveLength(STEPS.length);
    for (const [n, { position }] of history.entries()) {
      const answer = await asOf(position);
      expect(answer).toMatchObject({ status: 200, body: { id: input.id, ...STEPS[n] } });
      expect(shownAt(answer)).toBe(position);
    }
  });

  it('the position before one of them is what it was until then', async () => {
    for (const [n, { position }] of history.entries()) {
      if (n === 0) continue;
      const answer = await asOf(position - 1);
      expect(answer).toMatchObject({ status: 200, body: STEPS[n - 1]! });
      expect(shownAt(answer)).toBe(position - 1);
    }
  });

  it('each of its times is what it was then, whatever offset the time is given in', async () => {
    for (const [n, { occurredAt, position }] of history.entries()) {
      const answer = await asOf(occurredAt);
      expect(answer).toMatchObject({ status: 200, body: STEPS[n]! });
      expect(shownAt(answer)).toBeGreaterThanOrEqual(position);
      const inTokyo = new Date(Date.parse(occurredAt) + 9 * 3_600_000).toISOString().replace('Z', '%2B09:00');
      expect((await asOf(inTokyo)).body).toEqual(answer.body);
      if (n > 0) expect(await asOf(justBefore(occurredAt))).toMatchObject({ status: 200, body: STEPS[n - 1]! });
    }
  });

  it('before it was received is not there', async () => {
    expectProblem(await asOf(input.position - 1), 404, 'not-found');
    expectProblem(await asOf(0), 404, 'not-found');
    expectProblem(await asOf(justBefore(input.receivedAt)), 404, 'not-found');
  });

  it('beyond the end of the log is what it is now, at the end of the log', async () => {
    for (const when of [1_000_000, '9999-12-31T23:59:59Z']) {
      const answer = await asOf(when);
      expect(answer.body).toEqual(await at.api.input(input.id));
      expect(shownAt(answer)).toBe(await head());
    }
  });

  it('now is never delivering: what was under way then, the log does not know', async () => {
    const held = gate();
    at.server.answer = async (response) => {
      await held.passed;
      response.end();
    };
    const { id } = await at.api.take('orders', 'z');
    await until('it is under way', async () => (await at.api.input(id)).status === 'delivering');
    expect((await at.api.get<InputView>(`/v1/inputs/${id}?asOf=1000000`)).body.status).toBe('received');
    held.open();
    await at.api.reaches(id, 'delivered');
  });

  it('is bound to the log for Intake-Min-Position', async () => {
    expect((await asOf(input.position, { 'intake-min-position': String(await head()) })).status).toBe(200);
    expectProblem(await asOf(input.position, { 'intake-min-position': '1000000' }), 503, 'projection-behind');
  });

  it.each(['-1', '1.5', 'yesterday', '2026-01-31', '2026-01-31T12:00:00', ''])('%j is refused', async (when) => {
    const answer = await asOf(when);
    expectProblem(answer, 400, 'invalid-query');
    expect(answer.body).toMatchObject({ errors: [{ in: 'query', name: 'asOf' }] });
  });

  it('takes no other parameter', async () => {
    expectProblem(await at.api.get(`/v1/inputs/${input.id}?at=1`), 400, 'invalid-query');
    expectProblem(await at.api.get(`/v1/inputs/${input.id}/events?asOf=1`), 400, 'invalid-query');
  });
});

const justBefore = (time: string): string => new Date(Date.parse(time) - 1).toISOString();
