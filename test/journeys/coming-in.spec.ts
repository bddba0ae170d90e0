/** What a submitter may ask for when it sends an input: when, until when, after whom; and to wait for what comes of it. */
import { type ClientRequest, request, type ServerResponse } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import { startIntake } from '../support/intake.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const at = journey();
/** Requests to the destination whose answer is kept back, by what they brought. */
const kept = new Map<string, ServerResponse>();

beforeAll(async () => {
  at.server.answer = (response, { body }) => {
    if (body.toString().startsWith('keep')) kept.set(body.toString(), response);
    else response.writeHead(body.toString() === 'bad' ? 400 : 200).end();
  };
  await at.api.register('orders', { url: at.server.url, concurrency: 100 });
});

const submit = (body: string, headers: Record<string, string> = {}) =>
  at.api.submit('orders', Buffer.from(body), { 'content-type': 'text/plain', ...headers });
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

async function answer(body: string): Promise<void> {
  await until('the destination was asked', () => kept.has(body));
  kept.get(body)!.end();
}

describe('when an input is to be delivered', () => {
  it('is shown with it, in UTC', async () => {
    const { status, body } = await submit('x', {
      'intake-deliver-at': '2020-01-01T02:00:00+02:00',
      'intake-expires-at': '2999-12-31T23:59:59Z',
      'intake-ordering-key': 'customer 7',
    });
    expect(status).toBe(202);
    const told = { deliverAt: '2020-01-01T00:00:00.000Z', expiresAt: '2999-12-31T23:59:59.000Z' };
    expect(body).toMatchObject({ ...told, orderingKey: 'customer 7', nextAttemptAt: body.receivedAt });
    expect(await at.api.reaches(body.id, 'delivered')).toMatchObject({ ...told, orderingKey: 'customer 7' });
  });

  it('is not before its time', async () => {
    const deliverAt = inMs(3_600_000);
    const { body } = await submit('x', { 'intake-deliver-at': deliverAt });
    expect(body).toMatchObject({ deliverAt, nextAttemptAt: deliverAt });
    const { body: soon } = await submit('x', { 'intake-deliver-at': inMs(1_000) });
    const { settledAt, deliverAt: wanted } = await at.api.reaches(soon.id, 'delivered');
    expect(Date.parse(settledAt!)).toBeGreaterThanOrEqual(Date.parse(wanted!));
    expect((await at.api.input(body.id)).status).toBe('received');
  });

  it.each<[string, string, () => string]>([
    ['a time that is none', 'intake-deliver-at', () => 'tomorrow'],
    ['a time without an offset', 'intake-deliver-at', () => '2026-06-01T00:00:00'],
    ['more than 366 days ahead', 'intake-deliver-at', () => inMs(367 * 86_400_000)],
    ['an end that is over', 'intake-expires-at', () => inMs(-1_000)],
    ['an ordering key that is too long', 'intake-ordering-key', () => 'k'.repeat(256)],
    ['what nobody knows', 'intake-priority', () => '1'],
  ])('is refused for %s', async (_, name, value) => {
    const answered = await submit('x', { [name]: value() });
    expectProblem(answered, 400, 'invalid-header');
    expect(answered.body).toMatchObject({ errors: [{ in: 'header', name }] });
  });

  it('belongs to the Idempotency-Key: another time is another input, and one that is over is still the same', async () => {
    const headers = { 'idempotency-key': 'timed', 'intake-expires-at': inMs(2_000) };
    const first = await submit('x', headers);
    expectProblem(await submit('x', { 'idempotency-key': 'timed' }), 422, 'idempotency-key-reused');
    const other = { ...headers, 'intake-ordering-key': 'a' };
    expectProblem(await submit('x', other), 422, 'idempotency-key-reused');
    await until('its time is over', () => Date.now() > Date.parse(headers['intake-expires-at']));
    const again = await submit('x', headers);
    expect({ status: again.status, id: again.body.id }).toEqual({ status: 202, id: first.body.id });
    expectProblem(await submit('x', { ...headers, 'idempotency-key': 'new' }), 400, 'invalid-header');
  });
});

describe('Prefer: wait', () => {
  const wait = (seconds: number, more: Record<string, string> = {}) => ({ prefer: `wait=${seconds}`, ...more });

  it('answers 200 with the input as soon as it is settled, whatever came of it', async () => {
    for (const [body, status] of [
      ['good', 'delivered'],
      ['bad', 'deadLettered'],
    ] as const) {
      const answered = await submit(body, wait(60));
      expect({ status: answered.status, applied: answered.headers.get('preference-applied') }).toEqual({
        status: 200,
        applied: 'wait=60',
      });
      expect(answered.body).toEqual(await at.api.input(answered.body.id));
      expect(answered.body).toMatchObject({ status, attemptCount: 1, settledAt: expect.any(String) });
      const events = await at.api.events(answered.body.id);
      expect(answered.headers.get('intake-position')).toBe(String(events.at(-1)!.position));
      expect(answered.headers.get('location')).toBe(answered.body.links.self);
    }
  });

  it('answers 202 as without where it takes longer', async () => {
    const begin = performance.now();
    const answered = await submit('keep 1', wait(1));
    expect(performance.now() - begin).toBeGreaterThanOrEqual(950);
    expect(answered).toMatchObject({ status: 202, body: { status: 'received', attemptCount: 0 } });
    expect(answered.headers.get('preference-applied')).toBeNull();
    expect((await submit('keep 2', wait(0))).status).toBe(202);
    for (const body of ['keep 1', 'keep 2']) await answer(body);
  });

  it('counts anew where an Idempotency-Key comes again', async () => {
    const key = { 'idempotency-key': 'waited for' };
    const first = await submit('keep 3', key);
    const again = submit('keep 3', wait(60, key));
    await answer('keep 3');
    const settled = await again;
    expect(settled).toMatchObject({ status: 200, body: { id: first.body.id, status: 'delivered' } });
    expect(settled.headers.get('idempotency-replayed')).toBe('true');
    expect((await submit('keep 3', wait(0, key))).status).toBe(200);
    expect((await submit('keep 3', key)).status).toBe(202);
  });

  it('is heard by another process than the one that delivers', async () => {
    const other = await startIntake(at.place, { INTAKE_ROLES: 'api' });
    const { status, body } = await other.api.submit('orders', 'good', wait(60));
    expect({ status, input: body.status }).toEqual({ status: 200, input: 'delivered' });
    expect(await other.stop()).toBe(0);
  });

  it('is ignored among other preferences, and refused where it is none', async () => {
    expect((await submit('good', { prefer: 'respond-async' })).status).toBe(202);
    const before = at.server.received.length;
    for (const prefer of ['wait=61', 'wait=-1', 'wait', 'wait=soon', 'respond-async, wait=1.5'])
      expectProblem(await submit('never', { prefer }), 400, 'invalid-header');
    expect(at.server.received.slice(before).map(({ body }) => body.toString())).not.toContain('never');
  });

  it('keeps nobody when the process stops: what was taken is taken', async () => {
    const waiting = Array.from({ length: 20 }, (_, n) => submit(`keep stop ${n}`, wait(60)));
    await until('all were taken', () =>
      Array.from({ length: 20 }, (_, n) => kept.has(`keep stop ${n}`)).every(Boolean),
    );
    const begin = performance.now();
    const stopped = at.intake.stop();
    for (const { status, body } of await Promise.all(waiting))
      expect({ status, input: (body as InputView).status }).toEqual({ status: 202, input: 'received' });
    expect(performance.now() - begin).toBeLessThan(5_000);
    for (const response of kept.values()) response.end();
    expect(await stopped).toBe(0);
    at.intake = await startIntake(at.place);
  });

  it('is for a thousand at once: more are answered at once, and who has gone counts no longer', async () => {
    const waiting = Array.from({ length: 1_000 }, () => startWaiting());
    // Those beyond the bound do not wait for the end of theirs, though it comes soon.
    const isFull = async () => (await submit('good', wait(60))).status === 202;
    await until(
      'a thousand wait',
      async () => {
        if (await isFull()) return true;
        // A thousand at once are more than a busy machine lets in: those that it turned away are made up for.
        waiting.push(...Array.from({ length: 50 }, () => startWaiting()));
        return false;
      },
      60_000,
    );
    for (const sent of waiting) sent.destroy();
    // Long before their own time is over.
    await until('there is room again', async () => (await submit('good', wait(60))).status === 200, 20_000);
  });
});

/** A client that waits for the end of an input that is not even due, and may go away. */
function startWaiting(): ClientRequest {
  const { url, key } = at.intake;
  const headers = { authorization: `Bearer ${key}`, prefer: 'wait=60', 'intake-deliver-at': inMs(3_600_000) };
  const sent = request(`${url}/v1/destinations/orders/inputs`, { method: 'POST', headers, agent: false });
  // Cut off by itself.
  sent.on('error', () => {});
  sent.end('x');
  return sent;
}

describe('INTAKE_INPUTS_PER_SECOND', () => {
  beforeAll(() => at.restart({ INTAKE_INPUTS_PER_SECOND: '5' }));
  const batch = (lines: number, destination = 'orders') =>
    at.api.ask('POST', `/v1/destinations/${destination}/inputs/batch`, {
      body: '1\n'.repeat(lines),
      headers: { 'content-type': 'application/x-ndjson' },
    });

  it('is what a key may send in a second: more is 429, and nothing of it is taken', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => submit('good')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(5);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    for (const answered of refused) {
      expectProblem(answered, 429, 'rate-limited');
      expect(answered.headers.get('retry-after')).toBe('1');
      expect(answered.headers.get('ratelimit')).toBe('"inputs";r=0;t=1');
      expect(answered.headers.get('ratelimit-policy')).toBe('"inputs";q=5;w=1');
    }
    const taken = answers.find(({ status }) => status === 202)!;
    expect(taken.headers.get('ratelimit')).toMatch(/^"inputs";r=\d;t=1$/);
  });

  it('counts the lines of a batch, which may pay them off afterwards', async () => {
    await until('the bucket is full enough', async () => (await batch(20)).status === 202);
    const answered = await submit('good');
    expectProblem(answered, 429, 'rate-limited');
    const retryAfter = Number(answered.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(1);
    await until('it is taken again', async () => (await submit('good')).status === 202);
  });

  it('counts nothing of what is refused for something else', async () => {
    await until('the bucket is full enough', async () => (await batch(1_000, 'nowhere')).status === 404);
    expectProblem(await batch(1_000, 'nowhere'), 404, 'unknown-destination');
    expectProblem(await at.api.submit('nowhere', '1'), 404, 'unknown-destination');
    expect((await batch(5)).status).toBe(202);
  });

  it('limits nothing else', async () => {
    await until('the bucket is full enough', async () => (await batch(100)).status === 202);
    expect((await batch(20)).status).toBe(429);
    for (let n = 0; n < 20; n++) expect((await at.api.get('/v1/inputs')).status).toBe(200);
  });
});
