/**
 * What is wrong is refused by every route that it can reach, alike, as a problem that repeats nothing of it; no log has it; and
 * what a browser may do with an answer stands on each. The routes are those of /openapi.json.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newHolder } from '../support/access-keys.js';
import type { Answer, Sent } from '../support/api.js';
import { journey } from '../support/journey.js';
import { type Documented, operations } from '../support/openapi.js';
import { expectProblem } from '../support/problem.js';
import { stalled } from '../support/stalled.js';

/** As much as it can say. */
const at = journey({ INTAKE_LOG_LEVEL: 'trace', INTAKE_CORS_ORIGINS: 'https://console.example' });
const CANARY = 'c4nary-9Q7';
const JSON_TYPE = { 'content-type': 'application/json' };
const NOWHERE = '0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80';

let routes: Documented[];
/** Begun at once, since each takes as long as a request may take to arrive. */
let slow: Promise<{ answer: string; afterMs: number }>[];

beforeAll(async () => {
  const begun = 'POST /v1/admin/replays HTTP/1.1\r\nHost: a\r\n';
  const admin = `Authorization: Bearer ${at.intake.key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`;
  slow = [begun, begun + admin].map((bytes) => stalled(at.intake.url, bytes));
  await at.api.register('orders', { url: at.server.url });
  routes = await operations(at.api);
});

const there = (path: string): string =>
  path
    .replace('{name}', path.includes('/projections/') ? 'inputs' : 'orders')
    .replace('{id}', NOWHERE)
    .replace(/\{(position|number)\}/, '1')
    .replace('{code}', 'not-found');

const protectedOnes = () => routes.filter(({ path }) => path.startsWith('/v1/'));
const isOpaque = ({ requestBody }: Documented): boolean =>
  requestBody !== undefined && !('application/json' in requestBody.content);
/** A body that a route has no use for is looked at all the same. */
const takingJson = () => protectedOnes().filter((each) => each.method !== 'GET' && !isOpaque(each));

/** Every answer of this file goes through here. */
async function ask(method: string, path: string, sent: Sent = {}, key = at.intake.key): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, 'x-anything': CANARY, cookie: CANARY, ...sent.headers };
  const answer = await at.api.ask(method, path, { ...sent, headers });
  expect({ method, path, ...toBrowsers(answer.headers) }).toEqual({ method, path, ...CLOSED });
  expect(JSON.stringify(withoutPath(answer.body))).not.toContain(CANARY);
  return answer;
}

/** `instance` is the path that was asked for. */
const withoutPath = (body: unknown): unknown =>
  typeof body === 'object' && body !== null ? { ...body, instance: null } : body;

const toBrowsers = (headers: Headers) =>
  Object.fromEntries([...Object.keys(CLOSED), 'access-control-allow-origin'].map((name) => [name, headers.get(name)]));
const CLOSED = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Said over plain HTTP it would mean nothing.
  'strict-transport-security': null,
  'access-control-allow-origin': null,
};

describe('a JSON body', () => {
  const deep = '{"a":'.repeat(33) + 1 + '}'.repeat(33);
  it.each<[string, string | Uint8Array, number, string]>([
    ['malformed', `{"a":"${CANARY}`, 400, 'malformed-json'],
    ['a text at the top', `"${CANARY}"`, 400, 'malformed-json'],
    ['followed by something', `{} ${CANARY}`, 400, 'malformed-json'],
    ['with a raw control character', `{"a":"${CANARY}\n"}`, 400, 'malformed-json'],
    ['that is no UTF-8', Buffer.from(`{"a":"${CANARY}\xff"}`, 'latin1'), 400, 'malformed-json'],
    ['with a member twice', `{"a":"${CANARY}","a":"${CANARY}"}`, 400, 'malformed-json'],
    ['with __proto__', `{"__proto__":{"a":"${CANARY}"}}`, 400, 'forbidden-key'],
    ['33 levels deep', deep, 400, 'json-too-deep'],
    ['with NUL', `{"a":"${CANARY}\\u0000"}`, 422, 'unstorable-text'],
    ['with a number beyond 2^53', '{"a":9007199254740993}', 422, 'validation-failed'],
    ['with what nobody knows', '{"isAdmin":true,"owner":1,"roles":["admin"]}', 422, 'validation-failed'],
    ['of more than 1 MiB', `{"a":"${'x'.repeat(1024 * 1024)}"}`, 413, 'payload-too-large'],
  ])('%s', async (_, body, status, code) => {
    expect(takingJson().length).toBeGreaterThan(25);
    for (const { method, path } of takingJson())
      expectProblem(await ask(method, there(path), { body, headers: JSON_TYPE }), status, code);
  });

  it.each<[Record<string, string>, string]>([
    [{ 'content-type': 'text/plain' }, 'unsupported-media-type'],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 'unsupported-media-type'],
    [{ 'content-type': 'multipart/form-data; boundary=a' }, 'unsupported-media-type'],
    [{ 'content-type': 'application/json; charset=utf-16' }, 'unsupported-charset'],
    [{ ...JSON_TYPE, 'content-encoding': 'gzip' }, 'unsupported-encoding'],
  ])('as %j', async (headers, code) => {
    for (const { method, path } of takingJson())
      expectProblem(await ask(method, there(path), { body: `{"a":"${CANARY}"}`, headers }), 415, code);
  });

  it('that is hostile costs no turn of the process: 100 KB of it take less than 50 ms of its time', async () => {
    const bodies = [
      ...['a'.repeat(100_000), 'a,'.repeat(50_000), '"'.repeat(100_000), '\\'.repeat(100_000), ' '.repeat(100_000)],
      ...['http://'.padEnd(100_000, 'a.'), '2026-01-01T'.padEnd(100_000, '0'), `${'0'.repeat(99_999)}Z`],
    ];
    for (const { method, path, requestBody } of takingJson().filter((each) => each.requestBody)) {
      const members = Object.keys(membersOf(requestBody!));
      const before = await spentMs();
      for (const text of bodies) {
        const body = JSON.stringify(Object.fromEntries(members.map((name) => [name, text])));
        const { status } = await ask(method, there(path), { body, headers: JSON_TYPE });
        expect({ path, refused: status >= 400 && status < 500 }).toEqual({ path, refused: true });
      }
      expect(((await spentMs()) - before) / bodies.length).toBeLessThan(50);
    }
  });

  /** Processor time: unlike a delay it is the same on a machine that others use as well. */
  const spentMs = async (): Promise<number> => {
    const { body } = await at.api.get<string>('/metrics');
    return 1_000 * Number(/^process_cpu_user_seconds_total ([\d.]+)/m.exec(body)![1]);
  };
  const membersOf = ({ content }: NonNullable<Documented['requestBody']>): object => {
    const { $ref } = (content['application/json'] as { schema: { $ref: string } }).schema;
    return (schemas as Record<string, { properties: object }>)[$ref.split('/').at(-1)!]!.properties;
  };
  let schemas: object;
  beforeAll(async () => {
    ({ schemas } = (await at.api.get<{ components: { schemas: object } }>('/openapi.json')).body.components);
  });
});

describe('a query', () => {
  it.each([
    ['with what nobody knows', `nobody-knows=${CANARY}`],
    ['with one of an object', '__proto__=1'],
    ['that is no UTF-8', 'limit=%E0%A4%A'],
    ['with NUL', `limit=%00${CANARY}`],
  ])('%s', async (_, query) => {
    for (const { method, path } of protectedOnes())
      expectProblem(await ask(method, `${there(path)}?${query}`, typed(path)), 400, 'invalid-query');
  });

  it('with one of its own twice, empty or far too long', async () => {
    const asked = protectedOnes().flatMap(({ method, path, parameters }) =>
      parameters.filter(({ in: place }) => place === 'query').map(({ name }) => ({ method, path, name })),
    );
    expect(asked.length).toBeGreaterThan(30);
    for (const { method, path, name } of asked.filter((each) => each.name !== 'token'))
      for (const query of [`${name}=1&${name}=2`, `${name}=`, `${name}=${'%25_'.repeat(2_500)}`])
        expectProblem(await ask(method, `${there(path)}?${query}`), 400, 'invalid-query');
  });
});

const typed = (path: string): Sent =>
  path.endsWith('/batch') ? { headers: { 'content-type': 'application/x-ndjson' } } : {};

/** Where a body must be, it is a good one. */
function bodied(method: string, path: string): Sent {
  if (method === 'PUT') return { body: { url: at.server.url } };
  return path.endsWith('/skip') ? { body: { reason: 'a' } } : typed(path);
}

describe('a header', () => {
  it('of its own that is wrong', async () => {
    for (const { method, path, parameters } of protectedOnes())
      for (const { name } of parameters.filter((each) => each.in === 'header' && each.name !== 'Prefer')) {
        const headers = { ...typed(path).headers, [name]: `${CANARY} \u00ff` };
        expectProblem(await ask(method, there(path), { headers }), 400, 'invalid-header');
      }
  });

  it('that asks for what no route makes, or for another method', async () => {
    for (const { method, path } of protectedOnes().filter(({ path }) => !/\/(body|response)$/.test(path)))
      expectProblem(await ask(method, there(path), { headers: { accept: 'text/xml' } }), 406, 'not-acceptable');
    const overridden = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' };
    expect((await ask('GET', '/v1/destinations/orders', { headers: overridden })).status).toBe(200);
  });

  it('of a key that is none', async () => {
    for (const { method, path } of protectedOnes())
      expectProblem(await ask(method, there(path), {}, CANARY), 401, 'unauthenticated');
  });
});

describe('a path', () => {
  it.each([
    ['%E0%A4%A', 400, 'invalid-identifier'],
    ['%00', 400, 'invalid-identifier'],
    [`%E2%80%AE${CANARY}`, 400, 'invalid-identifier'],
    ['..%2f..%2fetc%2fpasswd', 400, 'invalid-identifier'],
    [`${CANARY}'--`, 400, 'invalid-identifier'],
    ['a'.repeat(501), 414, 'uri-too-long'],
  ])('with %s', async (part, status, code) => {
    const parted = protectedOnes().filter(({ path }) => path.includes('{'));
    expect(parted.length).toBeGreaterThan(30);
    for (const { method, path } of parted) {
      const wrong = there(path.replace(/\{\w+\}/, () => part));
      expectProblem(await ask(method, wrong, bodied(method, path)), status, code);
    }
  });

  it('that ends in a slash, has two of them, or is in capitals, is another one', async () => {
    for (const { method, path } of protectedOnes())
      for (const other of [`${there(path)}/`, there(path).replace('/v1/', '/v1//'), there(path).replace('/v1', '/V1')])
        expectProblem(await ask(method, other), 404, 'not-found');
  });

  it('with another method: 405, with those that it takes', async () => {
    for (const path of new Set(routes.map((each) => each.path))) {
      const takes = routes.filter((each) => each.path === path).map(({ method }) => method);
      const allowed = [...takes, ...(takes.includes('GET') ? ['HEAD'] : [])].sort();
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
        (each) => !takes.includes(each),
      )) {
        const answer = await ask(method, there(path));
        expectProblem(answer, 405, 'method-not-allowed');
        expect(answer.headers.get('allow')).toBe(allowed.join(', '));
      }
    }
  });

  it('asked with HEAD is answered as with GET, without a body', async () => {
    for (const { path } of routes.filter(({ method, path }) => method === 'GET' && !path.endsWith('/stream'))) {
      const [got, head] = [await at.api.send('GET', there(path)), await at.api.send('HEAD', there(path))];
      const told = ({ status, headers }: Response) => [status, headers.get('content-type')];
      expect([path, ...told(head), await head.text()]).toEqual([path, ...told(got), '']);
    }
  });

  it('asked for by a page of elsewhere opens nothing', async () => {
    const origin = { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' };
    for (const { path } of routes) expect((await ask('OPTIONS', there(path), { headers: origin })).status).toBe(204);
  });
});

describe('a request that does not arrive', () => {
  it.each([
    ['headers', 0],
    ['a body', 1],
  ])('in whole: %s stand still, and after 15 s it is told so and closed', async (_, which) => {
    const { answer, afterMs } = await slow[which]!;
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"request-timeout"');
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(afterMs).toBeGreaterThan(14_000);
  });
});

describe('a log', () => {
  it('has nothing of what was sent, in one line for each thing it says', async () => {
    const text = `${CANARY}\r\n{"level":60}\u001b[31m\u2028`;
    const headers = { 'request-id': text.slice(0, 5), traceparent: CANARY, prefer: CANARY, 'idempotency-key': CANARY };
    await ask('PUT', '/v1/destinations/canaries', {
      body: { url: `http://${CANARY}:${CANARY}@127.0.0.1:1/${CANARY}`, description: text, headers: { 'X-A': CANARY } },
    });
    await ask('PUT', '/v1/destinations/canaries', { body: { url: at.server.url, headers: { 'X-A': CANARY } } });
    await at.api.submit('canaries', text, { ...headers, prefer: 'wait=10' });
    await at.api.ask('POST', '/v1/inputs/retry', { body: { all: true, reason: text } });
    const holder = await newHolder(at.intake, 'submitter', { name: text, owner: CANARY });
    await at.api.get(`/v1/inputs/${NOWHERE}/stream?token=${CANARY}`, { authorization: '' });
    await at.intake.child.line((line) => line.includes('Intake is ready'));
    const { lines } = at.intake.child;
    expect(lines.filter((line) => line.includes(CANARY) || line.includes(holder.key))).toEqual([]);
    // A warning of Node itself is in its own words; a text that had begun a line would begin with `{` as well.
    for (const line of lines.filter((each) => each.startsWith('{')))
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
  });
});
