/** Destinations as operators set them up, change them and take them away; and that their secrets stay secret (G12). */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DestinationView, NewDestination } from '../../src/views/destination.js';
import type { EventView } from '../../src/views/event.js';
import type { Answer } from '../support/api.js';
import { everythingIn } from '../support/dump.js';
import { journey } from '../support/journey.js';
import { kafkaSettings, readTopic } from '../support/kafka.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const at = journey({ INTAKE_LOG_LEVEL: 'trace' });

const get = (name: string) => at.api.get(`/v1/destinations/${name}`);
const remove = (name: string, ifMatch?: string) =>
  at.api.ask('DELETE', `/v1/destinations/${name}`, { headers: ifMatch === undefined ? {} : { 'if-match': ifMatch } });
const post = (name: string, what: string) => at.api.ask('POST', `/v1/destinations/${name}/${what}`);
const quickly = { minDelayMs: 100, maxDelayMs: 100, maxAttempts: 100 };

/** Submits and waits until it is delivered; answers the headers that the destination got. */
async function sentTo(name: string) {
  const { body } = await at.api.submit(name, 'x');
  await at.api.reaches(body.id, 'delivered');
  return at.server.received.findLast(({ headers }) => headers['webhook-id'] === body.id)!.headers;
}

describe('a destination', () => {
  it('is made by a PUT, with defaults for all but its address', async () => {
    const { status, headers, body } = await at.api.put('plain', { url: at.server.url });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe('/v1/destinations/plain');
    expect(headers.get('etag')).toBe('"1"');
    expect(headers.get('intake-position')).toMatch(/^\d+$/);
    expect(body).toEqual({
      name: 'plain',
      state: 'active',
      breaker: 'closed',
      version: 1,
      url: at.server.url,
      method: 'POST',
      headers: {},
      auth: null,
      timeoutMs: 15_000,
      retry: { maxAttempts: 20, minDelayMs: 5_000, maxDelayMs: 21_600_000 },
      ratePerSecond: null,
      concurrency: 10,
      onDeadOrderingKey: 'block',
      description: null,
      createdAt: expect.any(String),
      changedAt: (body as DestinationView).createdAt,
      secret: expect.stringMatching(/^whsec_.{44}$/),
    });
    const { secret: _, ...destination } = body as NewDestination;
    const shown = await get('plain');
    expect(shown).toMatchObject({ status: 200 });
    expect(shown.body).toEqual(destination);
    expect(shown.headers.get('etag')).toBe('"1"');
  });

  it('is changed by a PUT with its ETag, and a PUT of what stands there changes nothing', async () => {
    await at.api.register('changing', { url: at.server.url });
    const more = { ratePerSecond: 0.5, onDeadOrderingKey: 'skip' };
    const change = { url: at.server.url, description: 'new', concurrency: 3, ...more };
    const { status, headers, body } = await at.api.put('changing', change, '"1"');
    expect({ status, etag: headers.get('etag') }).toEqual({ status: 200, etag: '"2"' });
    expect(headers.get('location')).toBeNull();
    expect(body).toMatchObject({ version: 2, description: 'new', concurrency: 3, ...more });
    expect(body).not.toHaveProperty('secret');
    const same = await at.api.put('changing', change, '"2"');
    expect(same).toMatchObject({ status: 200, body });
    expect(same.headers.get('etag')).toBe('"2"');
  });

  it('is not changed by who has not seen its newest version', async () => {
    await at.api.register('guarded', { url: at.server.url });
    const put = (ifMatch?: string) => at.api.put('guarded', { url: at.server.url, description: 'mine' }, ifMatch);
    expectProblem(await put(), 428, 'precondition-required');
    for (const stale of ['"0"', '"2"', 'W/"1"', '"7", "8"'])
      expectProblem(await put(stale), 412, 'precondition-failed');
    for (const wrong of ['1', '"1', '']) expectProblem(await put(wrong), 400, 'invalid-header');
    expectProblem(await remove('guarded'), 428, 'precondition-required');
    expectProblem(await remove('guarded', '"9"'), 412, 'precondition-failed');
    expect((await get('guarded')).body).toMatchObject({ version: 1, description: null });
    expect((await put('"7", "1"')).status).toBe(200);
    expect((await at.api.put('guarded', { url: at.server.url }, '*')).status).toBe(200);
  });

  it('is changed by one of those who saw the same version', async () => {
    await at.api.register('contended', { url: at.server.url });
    const puts = Array.from({ length: 10 }, (_, n) =>
      at.api.put('contended', { url: at.server.url, description: `from ${n}` }, '"1"'),
    );
    const answers = await Promise.all(puts);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await get('contended')).body).toEqual(winner?.body);
  });

  it('is not made with an If-Match', async () => {
    for (const ifMatch of ['"1"', '*'])
      expectProblem(await at.api.put('never', { url: at.server.url }, ifMatch), 412, 'precondition-failed');
    expectProblem(await get('never'), 404, 'not-found');
    for (const what of ['disable', 'enable', 'pause', 'resume', 'reset-breaker', 'rotate-secret', 'test'])
      expectProblem(await post('never', what), 404, 'not-found');
    expectProblem(await remove('never', '*'), 404, 'not-found');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no address', {}, '/url'],
    ['an address of another protocol', { url: 'ftp://example.com/' }, '/url'],
    ['a relative address', { url: '/in' }, '/url'],
    ['an address with a password', { url: 'http://user:pass@example.com/' }, '/url'],
    ['a member that nobody knows', { url: 'http://a.test/', urll: 'x' }, '/urll'],
    ['a number as text', { url: 'http://a.test/', timeoutMs: '1000' }, '/timeoutMs'],
    ['too little time', { url: 'http://a.test/', timeoutMs: 99 }, '/timeoutMs'],
    ['too much time', { url: 'http://a.test/', timeoutMs: 120_001 }, '/timeoutMs'],
    ['no attempt', { url: 'http://a.test/', retry: { maxAttempts: 0 } }, '/retry/maxAttempts'],
    [
      'delays the wrong way round',
      { url: 'http://a.test/', retry: { minDelayMs: 200, maxDelayMs: 100 } },
      '/retry/maxDelayMs',
    ],
    ['no rate', { url: 'http://a.test/', ratePerSecond: 0 }, '/ratePerSecond'],
    ['a rate beyond all', { url: 'http://a.test/', ratePerSecond: 100_001 }, '/ratePerSecond'],
    ['no place', { url: 'http://a.test/', concurrency: 0 }, '/concurrency'],
    ['too many places', { url: 'http://a.test/', concurrency: 1_001 }, '/concurrency'],
    ['half a place', { url: 'http://a.test/', concurrency: 1.5 }, '/concurrency'],
    ['another way with dead keys', { url: 'http://a.test/', onDeadOrderingKey: 'wait' }, '/onDeadOrderingKey'],
    ['a method that carries nothing', { url: 'http://a.test/', method: 'GET' }, '/method'],
    ['another kind of auth', { url: 'http://a.test/', auth: { type: 'digest' } }, '/auth/type'],
    [
      'a user name with a colon',
      { url: 'http://a.test/', auth: { type: 'basic', username: 'a:b', password: 'c' } },
      '/auth/username',
    ],
    [
      'a token that no header can hold',
      { url: 'http://a.test/', auth: { type: 'bearer', token: 'a\r\nx: y' } },
      '/auth/token',
    ],
    ['a token beyond ASCII', { url: 'http://a.test/', auth: { type: 'bearer', token: 'a€' } }, '/auth/token'],
  ])('is refused with %s', async (_, policy, pointer) => {
    const answer = await at.api.put('refused', policy);
    expectProblem(answer, 422, 'validation-failed');
    expect(answer.body).toMatchObject({ errors: [{ in: 'body', pointer }] });
  });

  it.each<[string, string]>([
    ['Host', 'example.com'],
    ['content-length', '1'],
    ['Content-Type', 'text/plain'],
    ['Content-Encoding', 'gzip'],
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'close'],
    ['Proxy-Authorization', 'x'],
    ['webhook-id', 'x'],
    ['Idempotency-Key', 'x'],
    ['Intake-Attempt', '7'],
    ['two words', 'x'],
    ['', 'x'],
    ['x-break', 'a\r\nb: c'],
    ['x-beyond-latin-1', '€'],
  ])('may not send the header %j: %j', async (name, value) => {
    const answer = await at.api.put('refused', { url: at.server.url, headers: { [name]: value } });
    expectProblem(answer, 422, 'header-not-allowed');
    expect(answer.body).toMatchObject({ errors: [{ in: 'body', pointer: `/headers/${name}` }] });
  });

  it('may not send a header twice, nor Authorization beside its auth', async () => {
    const twice = { 'X-Twice': 'a', 'x-twice': 'b' };
    expectProblem(await at.api.put('refused', { url: at.server.url, headers: twice }), 422, 'header-not-allowed');
    const both = { headers: { Authorization: 'a' }, auth: { type: 'bearer', token: 'b' } };
    expectProblem(await at.api.put('refused', { url: at.server.url, ...both }), 422, 'header-not-allowed');
  });
});

describe('the values of headers and credentials', () => {
  it('are sent and never shown, and *** keeps them', async () => {
    const headers = { 'X-Api-Key': 'kept-1', 'x-other': 'kept-2' };
    const auth = { type: 'bearer', token: 'kept-3' };
    const { body } = await at.api.put('hidden', { url: at.server.url, headers, auth });
    expect(body).toMatchObject({
      headers: { 'X-Api-Key': '***', 'x-other': '***' },
      auth: { type: 'bearer', token: '***' },
    });
    const sent = { 'x-api-key': 'kept-1', 'x-other': 'kept-2', authorization: 'Bearer kept-3' };
    expect(await sentTo('hidden')).toMatchObject(sent);

    const shown = (await get('hidden')).body as DestinationView;
    const { name: _n, state: _s, breaker: _b, version: _v, createdAt: _c, changedAt: _h, ...seen } = shown;
    const again = { ...seen, headers: { ...seen.headers, 'x-other': 'new' }, description: 'changed' };
    expect((await at.api.put('hidden', again, '"1"')).status).toBe(200);
    expect(await sentTo('hidden')).toMatchObject({ ...sent, 'x-other': 'new' });
  });

  it('are kept one by one: a new password for the same user', async () => {
    const auth = (username: string, password: string) => ({
      url: at.server.url,
      auth: { type: 'basic', username, password },
    });
    const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });
    await at.api.register('basic', auth('bob', 'one:two'));
    expect(await sentTo('basic')).toMatchObject(basic('bob:one:two'));
    expect((await at.api.put('basic', auth('***', 'three'), '"1"')).status).toBe(200);
    expect(await sentTo('basic')).toMatchObject(basic('bob:three'));
    expect((await at.api.put('basic', auth('eve', '***'), '"2"')).status).toBe(200);
    expect(await sentTo('basic')).toMatchObject(basic('eve:three'));
  });

  it('cannot be kept where there are none', async () => {
    await at.api.register('empty', {
      url: at.server.url,
      headers: { 'x-there': 'a' },
      auth: { type: 'bearer', token: 'b' },
    });
    const kept: [string, Record<string, unknown>][] = [
      ['/headers/x-not-there', { headers: { 'x-there': '***', 'x-not-there': '***' } }],
      ['/auth', { auth: { type: 'basic', username: '***', password: '***' } }],
      ['/auth', { auth: { type: 'basic', username: 'bob', password: '***' } }],
    ];
    for (const [pointer, policy] of kept) {
      const answer = await at.api.put('empty', { url: at.server.url, ...policy }, '"1"');
      expectProblem(answer, 422, 'validation-failed');
      expect(answer.body).toMatchObject({ errors: [{ pointer }] });
    }
  });

  it('stand nowhere in the clear: not in the database, the topic, the log lines or any answer', async () => {
    const secrets = ['planted-header-value', 'planted-user', 'planted-password', 'planted-token', 'planted-old-value'];
    const answers: Answer[] = [];
    /** Told once, in an answer that is not looked at here but for the rest of it. */
    const told = ({ body, ...answer }: Answer) => {
      const { secret, ...rest } = body as { secret?: string };
      if (secret) secrets.push(secret, secret.slice('whsec_'.length));
      answers.push({ ...answer, body: rest });
    };
    const put = async (name: string, policy: Record<string, unknown>, ifMatch?: string) =>
      told(await at.api.put(name, { url: at.server.url, retry: quickly, ...policy }, ifMatch));
    await put('secret-1', { headers: { 'x-secret': secrets[4] }, auth: { type: 'bearer', token: secrets[3] } });
    await put('secret-1', { headers: { 'x-secret': secrets[0] }, auth: { type: 'bearer', token: '***' } }, '"1"');
    await put('secret-2', { auth: { type: 'basic', username: secrets[1], password: secrets[2] } });
    told(await post('secret-2', 'rotate-secret'));
    expect(secrets).toHaveLength(5 + 2 * 3);
    // Refused ones too: a detail must not repeat what was sent.
    await put('secret-2', { headers: { host: secrets[0] }, timeoutMs: secrets[2] }, '*');
    await put('secret-2', { headers: { 'webhook-x': secrets[0] } }, '*');
    let failures = 2;
    at.server.answer = (response) => {
      response.statusCode = failures-- > 0 ? 500 : 200;
      response.end();
    };
    for (const name of ['secret-1', 'secret-2']) {
      expect(String((await sentTo(name)).authorization)).toMatch(/planted|cGxhbnRlZC/);
      answers.push(await get(name), await post(name, 'test'));
    }
    for (const verb of ['pause', 'resume', 'disable', 'enable', 'reset-breaker'])
      answers.push(await post('secret-2', verb));
    const wrongKey = 'planted-access-key-with-enough-characters';
    answers.push(await at.api.get('/v1/inputs', { authorization: `Bearer ${wrongKey}` }));
    for (const path of ['/v1/destinations', '/v1/inputs', '/v1/admin/events?limit=100', '/health/ready'])
      answers.push(await at.api.get(path));

    const topic = await readTopic({ ...kafkaSettings(), topic: at.place.topic });
    const messages = [...topic.values()].flat();
    expect(messages.length).toBeGreaterThan(5);
    const places = {
      database: await everythingIn(at.place.databaseUrl),
      topic: messages.map(({ key, value, headers }) => `${key} ${value} ${JSON.stringify(headers)}`).join('\n'),
      lines: at.intake.child.lines.join('\n'),
      answers: answers.map(({ body, headers }) => JSON.stringify([body, [...headers]])).join('\n'),
    };
    const words = [...secrets, wrongKey, at.intake.key, at.place.encryptionKey];
    const keys = secrets.filter((word) => word.endsWith('=')).map((word) => Buffer.from(word, 'base64'));
    const pairs = Buffer.from(`${secrets[1]}:${secrets[2]}`);
    const hex = [...words.map((word) => Buffer.from(word)), ...keys].map((bytes) => bytes.toString('hex'));
    const forms = [...words, ...hex, pairs.toString('base64')];
    // What is looked for where it must be found, so that not finding it means something.
    expect(places.database).toContain('secret-1');
    expect(places.topic).toContain('destination-secret-1');
    expect(places.lines).toContain('delivery attempted');
    for (const [place, text] of Object.entries(places))
      expect({ place, found: forms.filter((form) => text.includes(form)) }).toEqual({ place, found: [] });
  });
});

describe('a destination that is disabled', () => {
  it('keeps what waits for it, and goes on with it when it is enabled', async () => {
    at.server.answer = (response) => {
      response.statusCode = 503;
      response.end();
    };
    await at.api.register('resting', { url: at.server.url, retry: quickly });
    const { body: input } = await at.api.submit('resting', 'x');
    await at.api.reaches(input.id, 'retrying');
    expect(await post('resting', 'disable')).toMatchObject({ status: 200, body: { state: 'disabled', version: 2 } });
    const again = await post('resting', 'disable');
    expect(again).toMatchObject({ status: 200, body: { state: 'disabled', version: 2 } });
    expect(again.headers.get('etag')).toBe('"2"');
    const requests = () => at.server.received.filter(({ headers }) => headers['webhook-id'] === input.id).length;
    await until('no attempt is under way', async () => {
      const { status, attemptCount } = await at.api.input(input.id);
      return status === 'retrying' && attemptCount === requests();
    });
    const before = requests();
    at.server.answer = (response) => response.end();
    // Submitted later and through: whoever looks for work has looked past the one that waits.
    await at.api.register('witness', { url: at.server.url });
    await sentTo('witness');
    expect(requests()).toBe(before);
    expect(await post('resting', 'enable')).toMatchObject({ status: 200, body: { state: 'active', version: 3 } });
    await at.api.reaches(input.id, 'delivered');
  });
});

describe('a change', () => {
  it('holds from the next attempt on', async () => {
    at.server.answer = (response, { path }) => {
      response.statusCode = path === '/in' ? 500 : 200;
      response.end();
    };
    await at.api.register('moving', { url: at.server.url, retry: quickly });
    const { body: input } = await at.api.submit('moving', 'x');
    await at.api.reaches(input.id, 'retrying');
    const elsewhere = at.server.url.replace('/in', '/elsewhere');
    await at.api.put('moving', { url: elsewhere, method: 'PUT', headers: { 'x-new': 'yes' }, retry: quickly }, '"1"');
    await at.api.reaches(input.id, 'delivered');
    const last = at.server.received.findLast(({ headers }) => headers['webhook-id'] === input.id);
    expect(last).toMatchObject({
      method: 'PUT',
      path: '/elsewhere',
      headers: { 'x-new': 'yes', 'intake-destination-version': '2' },
    });
    const { body } = await at.api.get<{ items: { destinationVersion: number }[] }>(input.links.attempts);
    expect(body.items.map((attempt) => attempt.destinationVersion)).toEqual([
      ...Array(body.items.length - 1).fill(1),
      2,
    ]);
  });
});

describe('a destination that is deleted', () => {
  beforeAll(() => {
    at.server.answer = (response) => {
      response.statusCode = 500;
      response.end();
    };
  });

  it('is gone, and what waits for it is dead-lettered, however long it would have waited', async () => {
    await at.api.register('ending', { url: at.server.url, retry: { minDelayMs: 3_600_000, maxDelayMs: 3_600_000 } });
    const inputs = await Promise.all([1, 2, 3].map((n) => at.api.submit('ending', `x${n}`)));
    for (const { body } of inputs) await at.api.reaches(body.id, 'retrying');
    const { status, headers, body } = await remove('ending', '"1"');
    expect({ status, body }).toEqual({ status: 204, body: '' });
    expect(headers.get('intake-position')).toMatch(/^\d+$/);
    expectProblem(await get('ending'), 404, 'not-found');
    for (const { body: input } of inputs) {
      const dead = await at.api.reaches(input.id, 'deadLettered');
      expect(dead).toMatchObject({ reason: 'destination-deleted', attemptCount: 1, nextAttemptAt: null });
    }
  });

  it('can be made anew, in the same stream', async () => {
    await at.api.register('again', { url: at.server.url });
    await at.api.remove('again');
    const { status, headers, body } = await at.api.put('again', { url: at.server.url });
    expect({ status, etag: headers.get('etag'), version: body.version }).toEqual({
      status: 201,
      etag: '"3"',
      version: 3,
    });
    const { body: page } = await at.api.get<{ items: EventView[] }>('/v1/admin/events?stream=destination-again');
    expect(page.items.map(({ type, version }) => `${version} ${type}`)).toEqual([
      '1 DestinationRegistered',
      '2 DestinationDeleted',
      '3 DestinationRegistered',
    ]);
  });

  it('is no longer listed', async () => {
    await at.api.register('listed', { url: at.server.url });
    const names = async () => {
      const { body } = await at.api.get<{ items: { name: string }[] }>('/v1/destinations?limit=100');
      return body.items.map(({ name }) => name);
    };
    await until('it is listed', async () => (await names()).includes('listed'));
    await at.api.remove('listed');
    await until('it is not', async () => !(await names()).includes('listed'));
  });
});
