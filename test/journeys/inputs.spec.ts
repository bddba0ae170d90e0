/** What a submitter may rely on: bytes go through unchanged, what is acknowledged is there, what cannot be is said. */
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';

const LIMIT = 256 * 1024;
const at = journey();

beforeAll(async () => {
  at.server.answer = (response, { body, headers }) => {
    for (const name of ['content-type', 'content-encoding']) {
      const value = headers[name];
      if (typeof value === 'string') response.setHeader(name, value);
    }
    response.end(body);
  };
  await at.api.register('echo', { url: at.server.url });
});

const receivedFor = (id: string) => at.server.received.find(({ headers }) => headers['webhook-id'] === id);

describe('the bytes of an input', () => {
  it.each<[string, Buffer]>([
    ['a NUL character', Buffer.from('a\0b')],
    ['every byte there is', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['bytes that are not UTF-8', Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80, 0xff])],
    ['numbers beyond 2^53', Buffer.from('{"n":9007199254740993,"big":1e400,"zero":-0.0}')],
    ['its own order of members, one of them twice', Buffer.from('{"b":1,"a":2,"b":3,"__proto__":{}}')],
    ['an escaped half of a surrogate pair and an escaped NUL', Buffer.from('"\\ud800\\u0000"')],
    ['a byte order mark', Buffer.from('\ufeff{}')],
    ['JSON that is none, nested deeply', Buffer.from('['.repeat(60_000))],
    ['nothing at all', Buffer.alloc(0)],
  ])('go through unchanged: %s', async (_, bytes) => {
    const submitted = await at.api.submit('echo', bytes, { 'content-type': 'application/json' });
    expect(submitted.status).toBe(202);
    const { id } = submitted.body;
    expect((await at.api.bytes(`/v1/inputs/${id}/body`)).body).toEqual(bytes);
    expect(await at.api.reaches(id, 'delivered')).toMatchObject({ size: bytes.length });
    expect(receivedFor(id)?.body).toEqual(bytes);
    expect((await at.api.bytes(`/v1/inputs/${id}/response`)).body).toEqual(bytes);
  });

  it('are at most 256 KiB, and one more is too much', async () => {
    // A control character is the longest that there is in JSON: six bytes for one.
    const most = Buffer.alloc(LIMIT, 1);
    const { status, body } = await at.api.submit('echo', most);
    expect(status).toBe(202);
    await at.api.reaches(body.id, 'delivered');
    expect(receivedFor(body.id)?.body.equals(most)).toBe(true);
    expectProblem(await at.api.submit('echo', Buffer.alloc(LIMIT + 1)), 413, 'payload-too-large');
  });

  it('are counted as they come where no length is given', async () => {
    const inPieces = async (pieces: number): Promise<number> => {
      const body = new ReadableStream({
        start(stream) {
          for (let i = 0; i < pieces; i++) stream.enqueue(Buffer.alloc(1024));
          stream.close();
        },
      });
      const init = { method: 'POST', body, duplex: 'half', headers: { authorization: `Bearer ${at.intake.key}` } };
      return (await fetch(`${at.intake.url}/v1/destinations/echo/inputs`, init as RequestInit)).status;
    };
    expect(await inPieces(256)).toBe(202);
    expect(await inPieces(257)).toBe(413);
  });

  it('come back as a download, whatever their type says', async () => {
    const { body } = await at.api.submit('echo', '<script>alert(1)</script>', { 'content-type': 'text/html' });
    await at.api.reaches(body.id, 'delivered');
    for (const path of [body.links.body, body.links.response]) {
      const { status, headers, body: bytes } = await at.api.bytes(path);
      expect(status).toBe(200);
      expect(String(bytes)).toBe('<script>alert(1)</script>');
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': 'text/html',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
        'content-disposition': 'attachment',
        'intake-position': expect.stringMatching(/^\d+$/),
      });
    }
  });

  it.each([
    'text/plain; charset=utf-16',
    'multipart/form-data',
    'application/x-ndjson',
    'text/x; q="é"',
    'no type at all',
    '',
  ])('may have any content type: "%s"', async (type) => {
    const { status, body } = await at.api.submit('echo', Buffer.from('x'), { 'content-type': type });
    expect({ status, contentType: body.contentType }).toEqual({ status: 202, contentType: type });
    await at.api.reaches(body.id, 'delivered');
    expect(receivedFor(body.id)?.headers['content-type']).toBe(type);
    // What is no media type is not given to browsers as one.
    const shown = type.includes('/') ? type : 'application/octet-stream';
    expect((await at.api.bytes(body.links.body)).headers.get('content-type')).toBe(shown);
  });

  it('may come without a content type, and go on without one', async () => {
    const { body } = await at.api.submit('echo', Buffer.from('x'));
    expect(body.contentType).toBeNull();
    await at.api.reaches(body.id, 'delivered');
    expect(receivedFor(body.id)?.headers).not.toHaveProperty('content-type');
    expect((await at.api.bytes(body.links.body)).headers.get('content-type')).toBe('application/octet-stream');
  });

  it.each<[string, Buffer]>([
    ['gzip', gzipSync('packed')],
    ['foo', Buffer.from('packed in a way that nobody knows')],
    ['gzip, br', Buffer.from('not even packed')],
  ])('keep their own Content-Encoding: %s', async (encoding, bytes) => {
    const { status, body } = await at.api.submit('echo', bytes, { 'content-encoding': encoding });
    expect(status).toBe(202);
    await at.api.reaches(body.id, 'delivered');
    expect(receivedFor(body.id)).toMatchObject({ headers: { 'content-encoding': encoding }, body: bytes });
    for (const path of [body.links.body, body.links.response]) {
      const answer = await at.api.bytes(path);
      expect(answer.body).toEqual(bytes);
      expect(answer.headers.get('intake-content-encoding')).toBe(encoding);
      expect(answer.headers.get('content-encoding')).toBeNull();
    }
  });

  it('of a large response are kept up to 64 KiB, and it is said', async () => {
    const { body } = await at.api.submit('echo', Buffer.alloc(64 * 1024 + 1, 'x'));
    const { response } = await at.api.reaches(body.id, 'delivered');
    expect(response).toMatchObject({ size: 64 * 1024, truncated: true });
    expect((await at.api.bytes(body.links.response)).body).toEqual(Buffer.alloc(64 * 1024, 'x'));
  });
});

describe('an answer to a submission', () => {
  it('says where the input is and where it stands in the log', async () => {
    const before = await at.api.submit('echo', 'one', { 'request-id': 'mine-1' });
    const { status, headers, body } = await at.api.submit('echo', 'two', { 'content-type': 'text/plain' });
    expect(before.headers.get('request-id')).toBe('mine-1');
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/v1/inputs/${body.id}`);
    expect(headers.get('intake-position')).toBe(String(body.position));
    expect(headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body.position).toBeGreaterThan(before.body.position);
    expect(body).toEqual({
      id: expect.any(String),
      destination: 'echo',
      status: 'received',
      held: null,
      submittedBy: 'admin',
      contentType: 'text/plain',
      size: 3,
      position: body.position,
      receivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      deliverAt: null,
      expiresAt: null,
      settledAt: null,
      orderingKey: null,
      attemptCount: 0,
      nextAttemptAt: body.receivedAt,
      reason: null,
      response: null,
      links: {
        self: `/v1/inputs/${body.id}`,
        body: `/v1/inputs/${body.id}/body`,
        response: `/v1/inputs/${body.id}/response`,
        attempts: `/v1/inputs/${body.id}/attempts`,
        events: `/v1/inputs/${body.id}/events`,
        stream: `/v1/inputs/${body.id}/stream`,
      },
    });
  });

  it('is never followed by a 404', async () => {
    const missing: string[] = [];
    const follow = async () => {
      const { links } = await at.api.take('echo', 'x');
      for (const path of [links.self, links.events, links.attempts, links.body]) {
        const { status } = await at.api.read(path);
        if (status !== 200) missing.push(`${status} ${path}`);
      }
    };
    for (let round = 0; round < 6; round++) await Promise.all(Array.from({ length: 10 }, follow));
    expect(missing).toEqual([]);
  });

  it('names the input in lower case, and takes it in any', async () => {
    const { body } = await at.api.submit('echo', 'x');
    const { status, body: same } = await at.api.get<InputView>(`/v1/inputs/${body.id.toUpperCase()}`);
    expect({ status, id: same.id }).toEqual({ status: 200, id: body.id });
  });
});

describe('an input is refused', () => {
  it('for a destination that nobody knows, and one that was deleted', async () => {
    expectProblem(await at.api.submit('nobody', 'x'), 404, 'unknown-destination');
    await at.api.register('gone', { url: at.server.url });
    expect((await at.api.submit('gone', 'x')).status).toBe(202);
    await at.api.remove('gone');
    expectProblem(await at.api.submit('gone', 'x'), 404, 'unknown-destination');
  });

  it('for a destination that is disabled, until it is enabled', async () => {
    await at.api.register('closed', { url: at.server.url });
    await at.api.ask('POST', '/v1/destinations/closed/disable');
    expectProblem(await at.api.submit('closed', 'x'), 409, 'destination-disabled');
    await at.api.ask('POST', '/v1/destinations/closed/enable');
    expect((await at.api.submit('closed', 'x')).status).toBe(202);
  });

  it.each(['Intake-Delivr-At', 'Intake-Min-Position', 'Intake-X'])(
    'with a header it does not know: %s',
    async (name) => {
      expectProblem(await at.api.submit('echo', 'x', { [name]: '1' }), 400, 'invalid-header');
    },
  );

  it.each(['a=1', 'a=1&a=2', '%00', '%ff'])('with a query: %s', async (query) => {
    expectProblem(await at.api.ask('POST', `/v1/destinations/echo/inputs?${query}`), 400, 'invalid-query');
  });

  it.each(['Upper', '-x', 'a'.repeat(65), '%20'])('for a name that no destination can have: %s', async (name) => {
    expectProblem(await at.api.submit(name, 'x'), 400, 'invalid-identifier');
  });

  it('and then there is none', async () => {
    const { headers, body } = await at.api.get<{ items: InputView[] }>('/v1/inputs?destination=nobody,closed');
    expect(headers.get('intake-position')).toMatch(/^\d+$/);
    expect(body.items.filter(({ destination }) => destination === 'nobody')).toEqual([]);
  });
});

describe('what is not there', () => {
  it('is 404: an input, and what belongs to one', async () => {
    const nowhere = '/v1/inputs/0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80';
    for (const part of ['', '/body', '/response', '/attempts', '/events', '/stream'])
      expectProblem(await at.api.get(nowhere + part), 404, 'not-found');
  });

  it('is 404 no-response: a response while the destination has not answered', async () => {
    let answer = () => {};
    await at.api.register('slow', { url: at.server.url });
    at.server.answer = (response) => {
      answer = () => response.end('late');
    };
    const { body } = await at.api.submit('slow', 'x');
    await at.api.reaches(body.id, 'delivering');
    expectProblem(await at.api.get(body.links.response), 404, 'no-response');
    answer();
    await at.api.reaches(body.id, 'delivered');
    expect((await at.api.get(body.links.response)).body).toBe('late');
  });
});
