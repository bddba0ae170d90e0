import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Inject, Module, Param, Post, Put, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createLog } from '../log.js';
import { Produces } from './accept.js';
import { RequestHeaders } from './checked.js';
import { listQuery } from './cursor.js';
import { Drain } from './drain.js';
import { createFastifyAdapter } from './fastify.js';
import { uuid } from './fields.js';
import { keepHttpRules, NEST_HTTP_OPTIONS } from './http.js';
import { Problem, type ProblemBody } from './problem.js';

const thing = z.strictObject({
  count: z.int().min(0).max(9_007_199_254_740_991).optional(),
  on: z.boolean().optional(),
  text: z.string().optional(),
  any: z.unknown().optional(),
});
const ifMatch = z.object({ 'if-match': z.string().optional(), 'x-number': z.string().regex(/^\d+$/).optional() });

@Controller('v1/things')
class ThingsController {
  constructor(@Inject('seen') private readonly seen: unknown[]) {}

  @Get()
  list(@Query({ schema: listQuery({ status: z.string().optional() }) }) query: unknown): unknown {
    return { query };
  }
  @Post()
  @HttpCode(202)
  make(@Body({ schema: thing }) body: unknown, @RequestHeaders(ifMatch) headers: unknown): unknown {
    this.seen.push(body);
    return { body, headers };
  }
  @Post('bare')
  bare(): unknown {
    return { done: true };
  }
  @Post('keyed')
  keyed(@RequestHeaders(z.object({ 'idempotency-key': z.string() })) headers: unknown): unknown {
    return headers;
  }
  @Get('page')
  @Produces('text/html')
  page(): string {
    return '<p>';
  }
  @Get('fails/:how')
  fails(@Param('how') how: string): unknown {
    if (how === 'ours') throw new Error('secret inside');
    if (how === 'away') throw Object.assign(new Error('secret host'), { code: '57P01' });
    if (how === 'pool') throw new Error('timeout exceeded when trying to connect');
    throw new Problem('destination-disabled', 'it is not in that state');
  }
  @Get(':id')
  one(@Param('id', { schema: uuid }) id: string): unknown {
    return { id };
  }
  @Put(':id')
  put(@Param('id', { schema: uuid }) id: string): unknown {
    return { id };
  }
}

const seen: unknown[] = [];
@Module({ controllers: [ThingsController], providers: [{ provide: 'seen', useValue: seen }] })
class ThingsModule {}

let app: NestFastifyApplication;
let base: string;
let port: number;

beforeAll(async () => {
  const adapter = createFastifyAdapter({
    log: createLog('silent', false),
    corsOrigins: ['https://shop.example'],
    drain: new Drain(),
    admit: (request) => {
      if (request.headers.authorization === 'no') throw new Problem('unauthenticated', 'no');
    },
    requestTimeoutMs: 400,
    limits: {
      connections: 100,
      connectionsPerAddress: 100,
      requests: 20,
      latenessMs: 60_000,
      bodyBytes: 16 * 1024 * 1024,
    },
  });
  app = await NestFactory.create<NestFastifyApplication>(ThingsModule, adapter, {
    ...NEST_HTTP_OPTIONS,
    logger: false,
  });
  keepHttpRules(app);
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.register(async (door) => {
    door.removeAllContentTypeParsers();
    door.addContentTypeParser<Buffer>('*', { parseAs: 'buffer', bodyLimit: 1000 }, (_request, body, done) =>
      done(null, body),
    );
    door.post('/v1/door/:name', { bodyLimit: 1000 }, async (request) => ({
      bytes: (request.body as Buffer | undefined)?.length ?? 0,
    }));
  });
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as { port: number }).port;
  base = `http://127.0.0.1:${port}`;
});
afterAll(() => app.close());

const json = { 'content-type': 'application/json' };
const post = (body: RequestInit['body'] | object, headers: Record<string, string> = json, path = '/v1/things') =>
  fetch(base + path, { method: 'POST', body: body as NonNullable<RequestInit['body']>, headers });

async function problem(response: Response, status: number, code: string): Promise<ProblemBody> {
  const text = await response.text();
  expect(`${response.status} ${text}`).toContain(`${status} {`);
  const body = JSON.parse(text) as ProblemBody;
  expect(body).toMatchObject({ status, code, type: `/problems/${code}` });
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(response.headers.get('request-id')).toBe(body.requestId);
  expect(Object.keys(body)).toEqual(['type', 'title', 'status', 'detail', 'instance', 'code', 'errors', 'requestId']);
  return body;
}

/** What comes back on a raw connection when these bytes are sent. */
function raw(...pieces: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    for (const piece of pieces) socket.write(piece);
  });
}

describe('a JSON body', () => {
  const deep = (n: number) => `{"any":${'['.repeat(n - 1)}${']'.repeat(n - 1)}}`;
  it.each([
    ['malformed', '{"text":"secret', 400, 'malformed-json'],
    ['null at the top', 'null', 400, 'malformed-json'],
    ['a number at the top', '1', 400, 'malformed-json'],
    ['a list at the top', '[]', 400, 'malformed-json'],
    ['trailing garbage', '{} x', 400, 'malformed-json'],
    ['a comment', '{} // x', 400, 'malformed-json'],
    ['a trailing comma', '{"text":"a",}', 400, 'malformed-json'],
    ['a raw control character', '{"text":"a\tb"}', 400, 'malformed-json'],
    ['invalid UTF-8', Buffer.from('7b2274657874223a22ff227d', 'hex'), 400, 'malformed-json'],
    ['a byte order mark', '\uFEFF{}', 400, 'malformed-json'],
    ['a member twice', '{"text":"a","te\\u0078t":"b"}', 400, 'malformed-json'],
    ['__proto__', '{"__proto__":{"a":1}}', 400, 'forbidden-key'],
    ['__proto__, escaped and deep', '{"any":[{"\\u005f_proto__":1}]}', 400, 'forbidden-key'],
    ['33 levels', deep(33), 400, 'json-too-deep'],
    ['50,000 levels', deep(50_000), 400, 'json-too-deep'],
    ['NUL in a string', '{"text":"a\\u0000"}', 422, 'unstorable-text'],
    ['NUL in a key', '{"a\\u0000":1}', 422, 'unstorable-text'],
    ['half a surrogate pair', '{"text":"\\ud800"}', 422, 'unstorable-text'],
    ['an integer beyond 2^53', '{"any":9007199254740993}', 422, 'validation-failed'],
    ['a number without end', '{"any":1e999}', 422, 'validation-failed'],
    ['text for a number', '{"count":"1"}', 422, 'validation-failed'],
    ['a number for a boolean', '{"on":1}', 422, 'validation-failed'],
    ['an unknown member', '{"what":1}', 422, 'validation-failed'],
    ['more than 1 MiB', `{"text":"${'x'.repeat(1024 * 1024)}"}`, 413, 'payload-too-large'],
  ] as const)('%s', async (_name, body, status, code) => {
    const answer = await problem(await post(body), status, code);
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('says where', async () => {
    const { errors } = await problem(await post('{"count":-1,"a/b~":1}'), 422, 'validation-failed');
    expect(errors).toEqual([
      { in: 'body', pointer: '/count', detail: expect.any(String) },
      { in: 'body', pointer: '/a~1b~0', detail: 'unknown member' },
    ]);
    const { detail } = await problem(await post('{\n "text": nope}'), 400, 'malformed-json');
    expect(detail).toContain('line 2, column 10');
  });

  it('goes on as it was written', async () => {
    const text = `'; drop table inputs; -- <b>\${jndi:x}\r\n\u001b[31m`;
    expect(await (await post(JSON.stringify({ text }))).json()).toMatchObject({ body: { text } });
    expect(await (await post('{"count":-0}')).text()).toContain('"count":0');
    expect((await post(deep(32))).status).toBe(202);
  });

  it('may be empty', async () => {
    seen.length = 0;
    expect((await post('', {})).status).toBe(202);
    expect((await post('')).status).toBe(202);
    expect(seen).toEqual([{}, {}]);
    expect((await post('{}', json, '/v1/things/bare')).status).toBe(201);
    await problem(await post('{"a":1}', json, '/v1/things/bare'), 422, 'validation-failed');
  });

  it.each([
    [{ 'content-type': 'text/plain' }, 'unsupported-media-type'],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 'unsupported-media-type'],
    [{ 'content-type': 'multipart/form-data; boundary=x' }, 'unsupported-media-type'],
    [{ 'content-type': 'application/merge-patch+json' }, 'unsupported-media-type'],
    [{ 'content-type': 'nonsense' }, 'unsupported-media-type'],
    [{ 'content-type': 'application/json; charset=utf-16' }, 'unsupported-charset'],
    [{ ...json, 'content-encoding': 'gzip' }, 'unsupported-encoding'],
    [{ ...json, 'content-encoding': 'foo' }, 'unsupported-encoding'],
  ])('as %j', async (headers, code) => {
    await problem(await post('{}', headers as Record<string, string>), 415, code);
  });

  it('is taken as UTF-8 by name', async () => {
    expect((await post('{}', { 'content-type': 'Application/JSON; charset="UTF-8"' })).status).toBe(202);
  });
});

describe('the opaque door', () => {
  it('takes anything', async () => {
    for (const type of ['text/plain', 'application/json', 'application/json; charset=utf-16', 'multipart/form-data']) {
      const answer = await post('{"a":', { 'content-type': type, 'content-encoding': 'gzip' }, '/v1/door/x');
      expect(await answer.json()).toEqual({ bytes: 5 });
    }
    expect(await (await post('', {}, '/v1/door/x')).json()).toEqual({ bytes: 0 });
    expect(await (await post(new Uint8Array([0, 255]), {}, '/v1/door/x')).json()).toEqual({ bytes: 2 });
  });
  it('has its own limit, and names it', async () => {
    const { detail } = await problem(await post('x'.repeat(1001), json, '/v1/door/x'), 413, 'payload-too-large');
    expect(detail).toContain('1000 bytes');
  });
});

describe('path, query and headers', () => {
  it.each([
    ['/v1/things?limit=1&limit=2', 'invalid-query'],
    ['/v1/things?what=1', 'invalid-query'],
    ['/v1/things?limit=0', 'invalid-query'],
    ['/v1/things?limit=101', 'invalid-query'],
    ['/v1/things?limit=1e1', 'invalid-query'],
    ['/v1/things?status=%00', 'invalid-query'],
    ['/v1/things?status=%E0%A4%A', 'invalid-query'],
    ['/v1/things?__proto__=1', 'invalid-query'],
    ['/v1/things/5f9e9a52-6bb4-4a3c-8c5b-8a3f2b8f0c11?a=1', 'invalid-query'],
    ['/v1/things/%E0%A4%A', 'invalid-identifier'],
    ['/v1/things/%00', 'invalid-identifier'],
    ['/v1/things/nonsense', 'invalid-identifier'],
    [`/v1/things/${'a'.repeat(400)}`, 'invalid-identifier'],
  ])('%s', async (path, code) => {
    await problem(await fetch(base + path), 400, code);
  });
  it('an id in upper case is the same id', async () => {
    const id = '5F9E9A52-6BB4-4A3C-8C5B-8A3F2B8F0C11';
    expect(await (await fetch(`${base}/v1/things/${id}`)).json()).toEqual({ id: id.toLowerCase() });
  });
  it('a path part that is too long', async () => {
    await problem(await fetch(`${base}/v1/things/${'a'.repeat(600)}`), 414, 'uri-too-long');
  });
  it('a header that is wrong or stands there twice', async () => {
    const { errors } = await problem(await post('{}', { ...json, 'x-number': 'x' }), 400, 'invalid-header');
    expect(errors).toEqual([{ in: 'header', name: 'x-number', detail: expect.any(String) }]);
    expect(
      await raw('POST /v1/things HTTP/1.1\r\nHost: a\r\nX-Number: 1\r\nX-Number: 2\r\nConnection: close\r\n\r\n'),
    ).toContain('/problems/invalid-header');
  });
  it('an Idempotency-Key where it means nothing', async () => {
    const headers = { ...json, 'idempotency-key': 'k' };
    await problem(await post('', headers, '/v1/things/bare'), 400, 'idempotency-key-not-supported');
    await problem(await fetch(`${base}/v1/things`, { headers }), 400, 'idempotency-key-not-supported');
    const answer = await post('', headers, '/v1/things/keyed');
    expect(await answer.json()).toEqual({ 'idempotency-key': 'k' });
  });
  it('what nobody has', async () => {
    await problem(await fetch(`${base}/nothing`), 404, 'not-found');
    await problem(await post('{', json, '/v1/nothing'), 404, 'not-found');
  });
  it('another method on a known path', async () => {
    for (const [path, method, allow] of [
      ['/v1/things/5f9e9a52-6bb4-4a3c-8c5b-8a3f2b8f0c11', 'DELETE', 'GET, HEAD, PUT'],
      ['/v1/things', 'PUT', 'GET, HEAD, POST'],
      ['/v1/door/x', 'GET', 'POST'],
    ] as const) {
      const answer = await fetch(base + path, { method });
      await problem(answer, 405, 'method-not-allowed');
      expect(answer.headers.get('allow')).toBe(allow);
    }
    expect(await raw('TRACE /v1/things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toContain(
      'allow: GET, HEAD, POST',
    );
  });
  it('a target with scheme and host is its path', async () => {
    const answer = await raw('DELETE http://else.where/v1/things?a=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(answer).toContain('allow: GET, HEAD, POST');
    expect(answer).toContain('"instance":"/v1/things"');
  });
  it('a method override is not listened to', async () => {
    const answer = await post('', { 'x-http-method-override': 'DELETE', 'x-method-override': 'GET' });
    expect(answer.status).toBe(202);
  });
  it('Accept', async () => {
    await problem(await fetch(`${base}/v1/things`, { headers: { accept: 'text/xml' } }), 406, 'not-acceptable');
    await problem(await fetch(`${base}/v1/things`, { headers: { accept: '*/*;q=0' } }), 406, 'not-acceptable');
    for (const accept of ['application/*', 'text/xml, */*;q=0.1', 'application/json']) {
      expect((await fetch(`${base}/v1/things`, { headers: { accept } })).status).toBe(200);
    }
    expect((await fetch(`${base}/v1/things/page`, { headers: { accept: 'text/html' } })).status).toBe(200);
  });
  it('who may not come in learns nothing about body, path or method', async () => {
    for (const path of ['/v1/things', '/v1/nothing']) {
      await problem(await post('{', { ...json, authorization: 'no' }, path), 401, 'unauthenticated');
    }
  });
});

describe('the request id', () => {
  it('is made, or kept where it is a plain one', async () => {
    expect((await fetch(`${base}/v1/things`)).headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const kept = await fetch(`${base}/v1/things`, { headers: { 'request-id': 'shop-1.2_3' } });
    expect(kept.headers.get('request-id')).toBe('shop-1.2_3');
    const odd = await fetch(`${base}/v1/things`, { headers: { 'request-id': 'a b' } });
    expect(odd.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    fetch(`${base}/v1/things`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });
  it('lets listed origins in', async () => {
    const answer = await preflight('https://shop.example');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(answer.headers.get('access-control-allow-headers')).toBe('authorization');
    const real = await fetch(`${base}/v1/nothing`, { headers: { origin: 'https://shop.example' } });
    expect(real.headers.get('access-control-expose-headers')).toContain('Intake-Position');
    expect(real.headers.get('vary')).toBe('Origin');
  });
  it('says nothing to others', async () => {
    const answer = await preflight('https://evil.example');
    expect(answer.status).toBe(204);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('faults', () => {
  it('a fault of ours shows nothing', async () => {
    const answer = await problem(await fetch(`${base}/v1/things/fails/ours`), 500, 'internal-error');
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
  it.each(['away', 'pool'])('the database is %s', async (how) => {
    const response = await fetch(`${base}/v1/things/fails/${how}`);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(JSON.stringify(await problem(response, 503, 'log-unavailable'))).not.toContain('secret');
  });
  it('a rule that was broken', async () => {
    await problem(await fetch(`${base}/v1/things/fails/rule`), 409, 'destination-disabled');
  });
});

describe('too much at once', () => {
  it('is told at once, but for health', async () => {
    const slow = Array.from({ length: 20 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.write('POST /v1/door/x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n');
      return socket;
    });
    let refused = await fetch(`${base}/v1/things`);
    for (let tries = 0; refused.status === 200 && tries < 50; tries++) refused = await fetch(`${base}/v1/things`);
    expect(refused.headers.get('retry-after')).toBe('1');
    await problem(refused, 503, 'overloaded');
    expect((await fetch(`${base}/health`)).status).toBe(404);
    for (const socket of slow) socket.destroy();
  });
});

describe('what is no HTTP request', () => {
  const post = 'POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
  it.each([
    ['garbage', 'NONSENSE\r\n\r\n', 400, 'malformed-request'],
    ['no Host', 'GET /v1/things HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed-request'],
    ['a negative length', `${post}Content-Length: -1\r\n\r\n`, 400, 'malformed-request'],
    ['a length that is no number', `${post}Content-Length: x\r\n\r\n`, 400, 'malformed-request'],
    ['two lengths', `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400, 'malformed-request'],
    ['length and chunks', `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n`, 400, 'malformed-request'],
    ['chunks that are none', `${post}Transfer-Encoding: chunked\r\n\r\nnonsense\r\n`, 400, 'malformed-request'],
    ['headers of 17 KiB', `${post}X: ${'x'.repeat(17 * 1024)}\r\n\r\n`, 431, 'headers-too-large'],
    ['a body that stalls', `${post}Content-Length: 10\r\n\r\n{`, 408, 'request-timeout'],
    ['headers that stall', 'GET /v1/things HTTP/1.1\r\nHo', 408, 'request-timeout'],
    ['an odd target', 'GET *v1/things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 404, 'not-found'],
  ])('%s', async (_name, bytes, status, code) => {
    const answer = await raw(bytes);
    expect(answer.split('\r\n')[0]).toMatch(`HTTP/1.1 ${status} `);
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status, code });
  });
});
