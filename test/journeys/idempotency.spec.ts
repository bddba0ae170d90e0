/** The same Idempotency-Key with the same input gives the same input and answer (G3). */
import { request } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import { type Answer, persistently } from '../support/api.js';
import { journey } from '../support/journey.js';
import { type Documented, operations } from '../support/openapi.js';
import { expectProblem } from '../support/problem.js';

const at = journey();
beforeAll(() => at.api.register('orders', { url: at.server.url }));

const submit = (key: string, body = 'one', more: Record<string, string> = {}, destination = 'orders') =>
  at.api.submit(destination, Buffer.from(body), { 'content-type': 'text/plain', 'idempotency-key': key, ...more });
const requestsFor = (id: string) => at.server.received.filter(({ headers }) => headers['webhook-id'] === id);

function expectReplay(first: Answer<InputView>, again: Answer<InputView>): void {
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect({ status: again.status, body: again.body }).toEqual({ status: 202, body: first.body });
  for (const name of ['location', 'intake-position']) expect(again.headers.get(name)).toBe(first.headers.get(name));
  expect(again.headers.get('idempotency-replayed')).toBe('true');
}

describe('the same key with the same input', () => {
  it('gives the same answer, also when the input is delivered meanwhile', async () => {
    const first = await submit('again');
    expectReplay(first, await submit('again'));
    await at.api.reaches(first.body.id, 'delivered');
    expectReplay(first, await submit('again'));
    expect(requestsFor(first.body.id)).toHaveLength(1);
  });

  it('gives the same answer after a restart', async () => {
    const first = await submit('restarted');
    await at.restart();
    expectReplay(first, await submit('restarted'));
  });

  it('gives the same answer when the destination is disabled or gone by now', async () => {
    await at.api.register('short-lived', { url: at.server.url });
    const again = () => submit('outlives', 'one', {}, 'short-lived');
    const first = await again();
    await at.api.ask('POST', '/v1/destinations/short-lived/disable');
    expectReplay(first, await again());
    await at.api.remove('short-lived');
    expectReplay(first, await again());
  });

  it('at fifty moments at once gives one input and one delivery', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => persistently(() => submit('fifty'))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const { id } = answers[0]!.body;
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    // All of them, where the first was taken and could not be told so in time.
    const replayed = answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true');
    expect(replayed.length).toBeGreaterThanOrEqual(49);
    await at.api.reaches(id, 'delivered');
    expect(requestsFor(id)).toHaveLength(1);
    const asNew = { 'intake-min-position': answers[0]!.headers.get('intake-position')! };
    const list = () => at.api.get<{ items: InputView[] }>('/v1/inputs?idempotencyKey=fifty', asNew);
    const { body } = await persistently(list);
    expect(body.items.map((input) => input.id)).toEqual([id]);
  });

  it('counts for the empty input too', async () => {
    expectReplay(await submit('empty', ''), await submit('empty', ''));
  });
});

describe('the same key with something else', () => {
  beforeAll(async () => {
    await at.api.register('others', { url: at.server.url });
    await submit('taken');
  });

  it.each<[string, () => Promise<Answer>]>([
    ['another body', () => submit('taken', 'two')],
    ['no body', () => submit('taken', '')],
    ['another content type', () => submit('taken', 'one', { 'content-type': 'text/html' })],
    ['a Content-Encoding', () => submit('taken', 'one', { 'content-encoding': 'identity' })],
    ['another destination', () => submit('taken', 'one', {}, 'others')],
  ])('is refused: %s', async (_, again) => {
    expectProblem(await again(), 422, 'idempotency-key-reused');
  });

  it('at once gives one input, and a refusal to all that differ from it', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => submit('race', `body ${n % 2}`)));
    const taken = answers.filter(({ status }) => status === 202);
    expect(taken).toHaveLength(20);
    expect(new Set(taken.map(({ body }) => body.id)).size).toBe(1);
    for (const refused of answers.filter(({ status }) => status !== 202))
      expectProblem(refused, 422, 'idempotency-key-reused');
  });
});

describe('a key', () => {
  it('has 1 to 255 printable ASCII characters', async () => {
    expect((await submit('~'.repeat(255))).status).toBe(202);
    for (const wrong of ['', '~'.repeat(256), 'é', 'a\tb']) expectProblem(await submit(wrong), 400, 'invalid-header');
  });

  it('stands there once', async () => {
    const status = await new Promise((resolve) => {
      const headers = { authorization: `Bearer ${at.intake.key}`, 'idempotency-key': ['a', 'b'] };
      request(`${at.intake.url}/v1/destinations/orders/inputs`, { method: 'POST', headers }, (answer) =>
        resolve(answer.resume().statusCode),
      ).end();
    });
    expect(status).toBe(400);
  });

  it('is refused wherever it would mean nothing', async () => {
    const taking = ({ parameters }: Documented) => parameters.some(({ name }) => name === 'Idempotency-Key');
    const others = (await operations(at.api)).filter((one) => one.path.startsWith('/v1/') && !taking(one));
    expect(others.length).toBeGreaterThan(10);
    for (const { method, path } of others) {
      const there = path.replace('{name}', 'orders').replace('{id}', '0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80');
      const body = method === 'PUT' ? { url: at.server.url } : undefined;
      const answer = await at.api.ask(method, there, { body, headers: { 'idempotency-key': 'k' } });
      expectProblem(answer, 400, 'idempotency-key-not-supported');
    }
  });
});
