/** Many inputs in one request: each line its own input and its own answer, all that is new at once or not at all. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BatchView } from '../../src/commands/receive-batch/receive-batch.view.js';
import { encodeBytes } from '../../src/events/shapes.js';
import type { EventView } from '../../src/views/event.js';
import type { InputView } from '../../src/views/input.js';
import { type Answer, persistently } from '../support/api.js';
import { withClient } from '../support/database.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const at = journey();
beforeAll(() => at.api.register('orders', { url: at.server.url }));

const NDJSON = 'application/x-ndjson';
const send = (body: string | Buffer, headers: Record<string, string> = {}, destination = 'orders') =>
  at.api.ask<BatchView>('POST', `/v1/destinations/${destination}/inputs/batch`, {
    body: Buffer.from(body),
    headers: { 'content-type': NDJSON, ...headers },
  });
const taken = () =>
  withClient(at.place.databaseUrl, async (client) => {
    const { rows } = await client.query(
      `select count(*)::int as taken from intake.events where type = 'InputReceived'`,
    );
    return rows[0].taken as number;
  });

/** Of each item its id, or its problem's code. */
const outcomes = ({ body }: Answer<BatchView>) =>
  body.items.map((item) => ('problem' in item ? item.problem.code : item.id));
const lines = (count: number, from = 1) => Array.from({ length: count }, (_, n) => `{"n":${from + n}}`);

describe('a batch', () => {
  it('is as many inputs as it has lines, each delivered byte for byte', async () => {
    const sent = ['{ "a" : 1.0e3 }', '"ü"', '12345678901234567890', '{"__proto__":1}'];
    const answer = await send(sent.join('\n'));
    expect(answer.status).toBe(202);
    const ids = outcomes(answer);
    expect(new Set(ids).size).toBe(4);
    const last = answer.body.items.at(-1);
    expect(Number(answer.headers.get('intake-position'))).toBe(last && 'position' in last && last.position);
    for (const [n, id] of ids.entries()) {
      const input = await at.api.reaches(id, 'delivered');
      expect(input).toMatchObject({ contentType: 'application/json', size: Buffer.byteLength(sent[n]!) });
      const request = at.server.received.find(({ headers }) => headers['webhook-id'] === id);
      expect(request?.body.toString()).toBe(sent[n]);
    }
  });

  it('has an answer for each line, in order: a bad one is its own problem', async () => {
    const answer = await send(`1\n{\n\n"${'x'.repeat(256 * 1024)}"\n2\r\n`);
    expect(outcomes(answer)).toEqual([
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      'malformed-json',
      'malformed-json',
      'payload-too-large',
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
  });

  it('of nothing but bad lines, or of none, takes nothing', async () => {
    for (const body of ['', '\n', '{\n[']) {
      const before = await taken();
      const answer = await send(body);
      expect({ status: answer.status, position: answer.headers.get('intake-position') }).toEqual({
        status: 202,
        position: '0',
      });
      expect(await taken()).toBe(before);
    }
  });

  it('of 1,000 lines stands together in the log; one more is too many', async () => {
    const answer = await send(lines(1_000).join('\n'));
    const positions = answer.body.items.map((item) => ('position' in item ? item.position : 0));
    expect(positions).toEqual(positions.map((_, n) => positions[0]! + n));
    const { body } = await at.api.get<{ items: EventView[] }>(
      `/v1/admin/events?afterPosition=${positions[0]! - 1}&limit=100`,
    );
    expect(new Set(body.items.map(({ occurredAt }) => occurredAt)).size).toBe(1);
    expectProblem(await send(lines(1_001).join('\n')), 413, 'payload-too-large');
  });

  it('has its headers for every line', async () => {
    const deliverAt = '2020-01-01T00:00:00.000Z';
    const expiresAt = '2999-01-01T00:00:00.000Z';
    const headers = { 'intake-deliver-at': deliverAt, 'intake-expires-at': expiresAt, 'intake-ordering-key': 'a b' };
    for (const id of outcomes(await send('1\n2', headers)))
      expect(await at.api.input(id)).toMatchObject({ deliverAt, expiresAt, orderingKey: 'a b' });
  });
});

describe('a whole batch is refused', () => {
  it('where there is no such destination, or a disabled one, and then nothing of it is taken', async () => {
    await at.api.register('closed', { url: at.server.url });
    await at.api.ask('POST', '/v1/destinations/closed/disable');
    const before = await taken();
    for (const body of ['1\n2', '{', '']) {
      expectProblem(await send(body, {}, 'nowhere'), 404, 'unknown-destination');
      expectProblem(await send(body, {}, 'closed'), 409, 'destination-disabled');
    }
    expect(await taken()).toBe(before);
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['of JSON', { 'content-type': 'application/json' }, 415, 'unsupported-media-type'],
    ['of no type', { 'content-type': '' }, 415, 'unsupported-media-type'],
    ['of another charset', { 'content-type': `${NDJSON}; charset=latin1` }, 415, 'unsupported-charset'],
    ['that is compressed', { 'content-encoding': 'gzip' }, 415, 'unsupported-encoding'],
    ['that says so for nothing', { 'content-encoding': 'identity' }, 415, 'unsupported-encoding'],
    ['with an instruction nobody knows', { 'intake-priority': '1' }, 400, 'invalid-header'],
    ['that is over', { 'intake-expires-at': '2020-01-01T00:00:00Z' }, 400, 'invalid-header'],
    ['with a key that is none', { 'idempotency-key': '' }, 400, 'invalid-header'],
  ])('%s', async (_, headers, status, code) => {
    expectProblem(await send('1\n2', headers), status, code);
  });

  it('of more than 8 MiB', async () => {
    const limit = 8 * 1024 * 1024;
    // The answer comes before all is sent, and a client that is still writing may miss it.
    let answer!: Awaited<ReturnType<typeof send>>;
    await until('it is heard', async () => {
      const heard = await send(Buffer.alloc(limit + 1, '1')).catch(() => null);
      if (heard) answer = heard;
      return heard !== null;
    });
    expectProblem(answer, 413, 'payload-too-large');
    expect(answer.body).toMatchObject({ detail: `the body may have at most ${limit} bytes` });
  });

  it('whose lines, as events, are more than one transaction holds', async () => {
    // Each backslash of it is two in the log.
    const line = `"${'\\\\'.repeat(127 * 1024)}"`;
    const answer = await send(Array.from({ length: 32 }, () => line).join('\n'));
    expectProblem(answer, 413, 'payload-too-large');
  });

  it('and with parameters that mean nothing', async () => {
    const path = '/v1/destinations/orders/inputs/batch?dryRun=1';
    expectProblem(
      await at.api.ask('POST', path, { body: '1', headers: { 'content-type': NDJSON } }),
      400,
      'invalid-query',
    );
  });
});

it('any bytes as lines: what is JSON is kept, and the rest is told', async () => {
  const hostile = [
    Buffer.from([0x00]),
    Buffer.from([0x22, 0xff, 0x22]),
    Buffer.from('[]'.padStart(20_000, '[').padEnd(39_998, ']')),
    Buffer.from('{"__proto__":{"x":1},"constructor":1}'),
    Buffer.from('1e400'),
    Buffer.from('"\\u0000"'),
  ];
  const answer = await send(Buffer.concat(hostile.flatMap((line) => [line, Buffer.from('\n')])));
  const [nul, invalid, ...kept] = outcomes(answer);
  expect([nul, invalid]).toEqual(['malformed-json', 'malformed-json']);
  for (const [n, id] of kept.entries()) {
    const { body } = await at.api.bytes(`/v1/inputs/${id}/body`);
    expect(encodeBytes(body)).toEqual(encodeBytes(hostile[n + 2]!));
  }
});

describe('with an Idempotency-Key', () => {
  const key = (name: string) => ({ 'idempotency-key': name });

  it('the same batch gives the same inputs, also when the destination is gone', async () => {
    await at.api.register('short-lived', { url: at.server.url });
    const again = () => send('1\n{\n3', key('again'), 'short-lived');
    const first = await again();
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const before = await taken();
    const expectReplay = async () => {
      const second = await again();
      expect({ ...second.body, items: outcomes(second) }).toEqual({ items: outcomes(first) });
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(second.headers.get('intake-position')).toBe(first.headers.get('intake-position'));
    };
    await expectReplay();
    expect(await taken()).toBe(before);
    await at.api.ask('POST', '/v1/destinations/short-lived/disable');
    await expectReplay();
    await at.api.remove('short-lived');
    await expectReplay();
  });

  it('a line counts with its number: other content there is a problem of that line, and no replay', async () => {
    const first = await send('1\n2\n3', key('lines'));
    const second = await send('1\n22\n3', key('lines'));
    expect(outcomes(second)).toEqual([outcomes(first)[0], 'idempotency-key-reused', outcomes(first)[2]]);
    const other = await send('1', { ...key('lines'), 'intake-ordering-key': 'a' });
    expect(outcomes(other)).toEqual(['idempotency-key-reused']);
    const replayed = [second, other].map(({ headers }) => headers.get('idempotency-replayed'));
    expect(replayed).toEqual(['true', null]);
  });

  it('a batch that is known in part brings the rest', async () => {
    const first = await send('1\n2', key('part'));
    const second = await send('1\n2\n3\n4', key('part'));
    expect(outcomes(second).slice(0, 2)).toEqual(outcomes(first));
    expect(new Set(outcomes(second)).size).toBe(4);
    expect(second.headers.get('idempotency-replayed')).toBeNull();
    const asNew = { 'intake-min-position': second.headers.get('intake-position')! };
    const { body } = await persistently(() =>
      at.api.get<{ items: InputView[] }>('/v1/inputs?idempotencyKey=part', asNew),
    );
    expect(body.items.map(({ id }) => id).reverse()).toEqual(outcomes(second));
  });

  it('of a single input has nothing to do with it', async () => {
    const single = await at.api.submit('orders', '1', { ...key('both'), 'content-type': 'application/json' });
    const answer = await send('1', key('both'));
    expect(outcomes(answer)).not.toContain(single.body.id);
    expect(answer.headers.get('idempotency-replayed')).toBeNull();
  });

  it('twenty at once are one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(lines(50).join('\n'), key('race'))));
    expect(new Set(answers.map((answer) => outcomes(answer).join())).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  });
});
