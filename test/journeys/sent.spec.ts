/** What was sent in an attempt, as it is told, held against what a real server got: header by header (decision 44). */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AttemptRequest } from '../../src/views/attempt.js';
import { newHolder } from '../support/access-keys.js';
import type { Api } from '../support/api.js';
import { journey } from '../support/journey.js';
import { quietPort } from '../support/ports.js';
import { expectProblem } from '../support/problem.js';

const at = journey();
/** What HTTP itself adds. */
const OF_HTTP = ['host', 'connection', 'content-length'];
/** Not tried again by itself within a test. */
const LATER = { minDelayMs: 3_600_000, maxDelayMs: 3_600_000 };
const SOON = { minDelayMs: 100, maxDelayMs: 100 };

const urlOf = (path: string) => new URL(path, at.server.url).href;
const answers = (...codes: number[]) => {
  at.server.answer = (response) => response.writeHead(codes.length > 1 ? codes.shift()! : codes[0]!).end();
};
const asked = (id: string, number: number | string, api: Api = at.api) =>
  api.get<AttemptRequest>(`/v1/inputs/${id}/attempts/${number}/request`);
const retry = (id: string, body: object = {}) => at.api.ask('POST', `/v1/inputs/${id}/retry`, { body });

/** What the server got of an input, in order, as it should be told; `own`: values that are its destinations' own. */
const gotOf = (id: string, own: readonly string[] = []): AttemptRequest[] =>
  at.server.received
    .filter(({ headers }) => headers['webhook-id'] === id)
    .map(({ method, path, headers }) => ({
      ...{ sent: 'yes', method, url: urlOf(path) },
      headers: sorted(
        Object.entries(headers as Record<string, string>)
          .filter(([name]) => !OF_HTTP.includes(name))
          .map(([name, value]) => [name, own.includes(value) ? '***' : withoutSignatures(name, value)]),
      ),
    }));

const withoutSignatures = (name: string, value: string): string =>
  name === 'webhook-signature' ? value.replaceAll(/v1,[A-Za-z0-9+/=]+/g, 'v1,***') : value;
const sorted = (headers: [string, string][]) => headers.toSorted(([a], [b]) => a.localeCompare(b));

async function toldOf(id: string, count: number, api?: Api): Promise<AttemptRequest[]> {
  const told: AttemptRequest[] = [];
  for (let number = 1; number <= count; number++) {
    const { status, headers, body } = await asked(id, number, api);
    expect({ status, position: headers.get('intake-position') }).toMatchObject({
      status: 200,
      position: expect.stringMatching(/^\d+$/),
    });
    told.push({ ...body, headers: body.headers && sorted(body.headers) });
  }
  return told;
}

beforeAll(async () => {
  await at.api.register('orders', { url: urlOf('/orders'), retry: SOON });
});

describe('what is told of a request is what the server got', () => {
  it('at the first attempt, and at those that followed by themselves', async () => {
    answers(500, 503, 200);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const traced = await at.api.take('orders', 'x', { 'content-type': 'text/plain', traceparent });
    const zipped = await at.api.take('orders', 'x', { 'content-encoding': 'gzip' });
    for (const { id } of [traced, zipped]) {
      const { attemptCount } = await at.api.reaches(id, 'delivered');
      expect(await toldOf(id, attemptCount)).toEqual(gotOf(id));
    }
    expect(at.server.received.length).toBeGreaterThan(3);
  });

  it('at a retry by hand, to another destination too, each with what was its policy then', async () => {
    answers(422);
    const auth = { type: 'basic', username: 'anna', password: 'a secret' };
    await at.api.register('shop', { url: urlOf('/old?a=1'), method: 'PUT', headers: { 'X-Old': 'own 1' }, auth });
    const { id } = await at.api.take('shop', '{"n":1}', { 'content-type': 'application/json' });
    await at.api.reaches(id, 'deadLettered');
    const changed = { url: urlOf('/new'), headers: { 'X-New': 'own 2', 'User-Agent': 'own 3' } };
    expect((await at.api.put('shop', changed, '"1"')).status).toBe(200);
    await at.api.ask('POST', '/v1/destinations/shop/rotate-secret');
    await retry(id);
    await at.api.reaches(id, 'deadLettered');
    answers(200);
    await retry(id, { destination: 'orders' });
    await at.api.reaches(id, 'delivered');
    // What a destination was is told also when it is gone, and of the one that came after it nothing.
    await at.api.remove('shop');
    await at.api.register('shop', { url: urlOf('/newest') });

    const own = ['own 1', 'own 2', 'own 3', `Basic ${Buffer.from('anna:a secret').toString('base64')}`];
    const told = await toldOf(id, 3);
    expect(told).toEqual(gotOf(id, own));
    const [first, second, third] = told;
    expect([first, second, third].map((each) => each!.url)).toEqual(['/old?a=1', '/new', '/orders'].map(urlOf));
    expect(first).toMatchObject({ method: 'PUT', headers: expect.arrayContaining([['authorization', '***']]) });
    expect(second!.headers).toContainEqual(['webhook-signature', 'v1,*** v1,***']);
    expect(third!.headers).toContainEqual(['idempotency-key', `${id}.2`]);
    for (const secret of own) expect(JSON.stringify(told)).not.toContain(secret);
  });

  it('to who only submits: without where it went, and what is the destination’s own', async () => {
    answers(200);
    const { api } = await newHolder(at.intake, 'submitter');
    await at.api.register('closed', { url: urlOf('/closed'), headers: { 'X-Own': 'v', 'User-Agent': 'w' } });
    const { id } = await api.take('closed', 'x');
    await at.api.reaches(id, 'delivered');
    const [got] = gotOf(id);
    const headers = got!.headers!.filter(([name]) => !['x-own', 'user-agent'].includes(name!));
    expect(await toldOf(id, 1, api)).toEqual([{ sent: 'yes', method: null, url: null, headers }]);
    const stranger = await newHolder(at.intake, 'submitter', { owner: 'somebody-else' });
    expectProblem(await asked(id, 1, stranger.api), 404, 'not-found');
  });
});

describe('of an attempt that was not answered', () => {
  it('it tells that nothing went out where nothing was connected, and what it would have been', async () => {
    const port = await quietPort();
    await at.api.register('away', { url: `http://127.0.0.1:${port}/`, retry: LATER });
    const { id } = await at.api.take('away', 'x');
    await at.api.reaches(id, 'retrying');
    const { body } = await asked(id, 1);
    expect(body).toMatchObject({ sent: 'no', url: `http://127.0.0.1:${port}/` });
    expect(body.headers).toContainEqual(['intake-attempt', '1']);
  });

  it('it tells that nobody knows where the answer did not come', async () => {
    at.server.answer = () => {};
    await at.api.register('silent', { url: urlOf('/silent'), timeoutMs: 200, retry: LATER });
    const { id } = await at.api.take('silent', 'x');
    await at.api.reaches(id, 'retrying');
    expect(await toldOf(id, 1)).toEqual(gotOf(id).map((each) => ({ ...each, sent: 'unknown' })));
  });

  it('there is nothing to tell where there was none, or what is asked for is no number of one', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const { id } = await at.api.take('orders', 'x', { 'intake-deliver-at': tomorrow });
    for (const number of [1, Number.MAX_SAFE_INTEGER]) expectProblem(await asked(id, number), 404, 'not-found');
    for (const number of ['0', '-1', 'x', '1.5']) expectProblem(await asked(id, number), 400, 'invalid-identifier');
  });
});
