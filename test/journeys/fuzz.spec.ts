/** Whatever is sent to whatever route: never a fault of ours, always an answer that /openapi.json tells of. */
import { type IncomingHttpHeaders, request } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { journey } from '../support/journey.js';
import { type Documented, operations, type Parameter } from '../support/openapi.js';

interface Sent {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

const RUNS = 40;
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const at = journey();
let input = '';

/** Names and values that have broken servers before; in a path or a query they are percent-encoded. */
const hostile = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '0',
      '-1',
      '1e308',
      '9007199254740993',
      'NaN',
      'null',
      'true',
      '*',
      '%',
      '_',
      '..',
      '../..',
      '/',
      '\\',
    ],
    ...['\u0000', '\r\nx: y', '\ud800', '\ufeff', '\u202e', "' or 1=1 --", '"; drop table inputs; --', '<script>'],
    ...[`$\{jndi:ldap://a}`, '__proto__', 'constructor', 'infinity', '2026-02-30T00:00:00Z', '999999-01-01T00:00:00Z'],
    ...[
      'a,b,,c',
      ','.repeat(500),
      'a'.repeat(499),
      'a'.repeat(5_000),
      '\u001b[31m',
      '👩‍👩‍👧',
      '"1"',
      'W/"1"',
      '"1", "2"',
    ],
  ),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer().map(String),
);

const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
/** Broken percent-encoding, too. */
const inUrl = fc.oneof(hostile.map(encoded), fc.constantFrom('%', '%zz', '%E0%A4%A', '%00', '%c0%af', '%2e%2e%2f'));
/** What HTTP can carry in a header at all. */
const inHeader = hostile.map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?'));

const sensible: Record<string, () => string> = {
  id: () => input,
  name: () => 'orders',
  code: () => 'not-found',
  limit: () => '5',
  'If-Match': () => '"1"',
  'Intake-Min-Position': () => '0',
};
/** Sometimes what belongs there, so that what lies behind it is reached. */
const likely = ({ name }: Parameter, wild: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  sensible[name]
    ? fc.oneof(
        fc.constant(null).map(() => sensible[name]!()),
        wild,
      )
    : wild;

const policy = () => ({ url: at.server.url });
const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.json({ maxDepth: 2 }).map((text) => `{"url":"http://a.test/","headers":${text}}`),
  fc
    .dictionary(
      fc.constantFrom('url', 'auth', 'retry', 'timeoutMs', 'method', '__proto__'),
      fc.jsonValue({ maxDepth: 2 }),
    )
    .map((some) => JSON.stringify({ ...policy(), ...some })),
  fc.constantFrom('', '{', '{}', 'null', '[]', '{"a":1,"a":2}', '{"url":"\\u0000"}', '{"n":1e999}', '['.repeat(50_000)),
  fc.constant(null).map(() => JSON.stringify(policy())),
);
const bodyOf = ({ requestBody }: Documented): fc.Arbitrary<Buffer> => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  const some = fc.oneof(fc.constant(Buffer.alloc(0)), bytes);
  return requestBody
    ? fc.oneof(
        json.map((text) => Buffer.from(text)),
        some,
      )
    : fc.oneof({ weight: 5, arbitrary: fc.constant(Buffer.alloc(0)) }, some);
};

const extraHeaders = fc.dictionary(
  fc.constantFrom(
    'content-type',
    'content-encoding',
    'accept',
    'idempotency-key',
    'if-match',
    'last-event-id',
    'intake-min-position',
    'intake-x',
    'traceparent',
    'request-id',
    'range',
    'if-none-match',
  ),
  fc.oneof(inHeader, fc.constantFrom('application/json', 'gzip', 'text/xml', '*/*', 'k')),
  { maxKeys: 3 },
);

function requestsFor(operation: Documented): fc.Arbitrary<Sent> {
  const of = (place: Parameter['in'], wild: fc.Arbitrary<string>) =>
    operation.parameters
      .filter((parameter) => parameter.in === place)
      .map((parameter) => [parameter.name, likely(parameter, wild)] as const);
  const required = (place: Parameter['in']) =>
    operation.parameters.filter((parameter) => parameter.in === place && parameter.required).map(({ name }) => name);
  const some = (place: Parameter['in'], wild: fc.Arbitrary<string>) =>
    fc.record(Object.fromEntries(of(place, wild)), { requiredKeys: required(place) }) as fc.Arbitrary<
      Record<string, string>
    >;
  return fc
    .tuple(
      some('path', inUrl),
      some('query', inUrl),
      some('header', inHeader),
      extraHeaders,
      bodyOf(operation),
      fc.option(inUrl),
    )
    .map(([path, query, own, extra, body, stray]) => {
      const pairs = Object.entries(query).map(([name, value]) => `${name}=${value}`);
      if (stray !== null && stray.length % 5 === 0) pairs.push(stray);
      const place = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? '');
      const type = operation.requestBody && body.length > 0 ? { 'content-type': 'application/json' } : {};
      return {
        path: pairs.length > 0 ? `${place}?${pairs.join('&')}` : place,
        headers: { ...type, ...own, ...extra },
        body,
      };
    });
}

/** A plain client: it sends what it is told, and does not wait for the end of a stream. */
const send = (method: string, { path, headers, body }: Sent) =>
  new Promise<{ status: number; type: string; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(at.intake.url);
    const all = { ...headers, authorization: `Bearer ${at.intake.key}`, 'content-length': String(body.length) };
    const going = request({ hostname, port, method, path, headers: all }, (response) => {
      const status = response.statusCode ?? 0;
      const type = response.headers['content-type'] ?? '';
      let text = '';
      const done = () => resolve({ status, type, headers: response.headers, body: text });
      if (type === 'text/event-stream') {
        done();
        going.destroy();
      }
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', done);
      response.on('error', () => {});
    });
    going.on('error', reject);
    going.end(body);
  });

describe(`hostile requests (FUZZ_SEED=${SEED})`, () => {
  beforeAll(async () => {
    await at.api.register('orders', { url: at.server.url });
    input = (await at.api.take('orders', 'x')).id;
    await at.api.reaches(input, 'delivered');
  });

  it('are answered as documented, by every operation', async () => {
    const all = await operations(at.api);
    expect(all.length).toBeGreaterThan(15);
    for (const operation of all) {
      const { method, path, responses } = operation;
      const answersAsDocumented = fc.asyncProperty(requestsFor(operation), async (sent) => {
        const { status, type, headers, body } = await send(method, sent);
        // A path that became another one is another operation's matter; that it is no fault of ours is this one's too.
        const elsewhere = status === 404 || status === 405;
        const known = elsewhere || String(status) in responses;
        const behind = status === 503 && body.includes('"projection-behind"');
        const positioned = 'intake-position' in headers || !responses[status]?.headers?.['Intake-Position'];
        const well =
          known && positioned && (status < 500 || behind) && (status < 400 || wellFormed(status, type, body));
        if (!well) throw new Error(`${method} ${path}: ${status} ${type} ${body.slice(0, 300)}`);
      });
      await fc.assert(answersAsDocumented, { numRuns: RUNS, seed: SEED, endOnFailure: true });
    }
    expect(at.intake.child.lines.filter((line) => line.includes('request failed'))).toEqual([]);
    expect((await at.api.get('/health/ready')).status).toBe(200);
  });
});

function wellFormed(status: number, type: string, body: string): boolean {
  if (type !== 'application/problem+json; charset=utf-8') return false;
  const problem = JSON.parse(body) as { status: number; type: string; code: string };
  return problem.status === status && problem.type === `/problems/${problem.code}`;
}
