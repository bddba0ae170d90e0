/** Who comes in, and what everybody hears who does something wrong (RFC 9457); what is open, and where it comes from. */
import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '../../src/platform/http/problem-catalogue.js';
import { securityHeaders } from '../../src/platform/http/security-headers.js';
import type { Answer } from '../support/api.js';
import { journey } from '../support/journey.js';
import { operations } from '../support/openapi.js';
import { expectProblem } from '../support/problem.js';

const at = journey({ INTAKE_CORS_ORIGINS: 'https://console.example' });
const OPEN = { authorization: '' };
const NOWHERE = '0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80';

const withoutKey = (method: string, path: string, authorization?: string, body?: string) =>
  fetch(at.intake.url + path, {
    method,
    ...(authorization !== undefined && { headers: { authorization } }),
    ...(body !== undefined && { body }),
  }).then(async (response): Promise<Answer> => {
    const { status, headers } = response;
    return { status, headers, body: await response.json() };
  });

/** Bytes that no HTTP client would send; answers all that comes back. */
const raw = (bytes: string) =>
  new Promise<string>((resolve, reject) => {
    let answer = '';
    const { hostname, port } = new URL(at.intake.url);
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

describe('without a valid key', () => {
  it('no route under /v1 is answered, and each says how to come in', async () => {
    const routes = (await operations(at.api)).filter(({ path }) => path.startsWith('/v1/'));
    expect(routes.length).toBeGreaterThan(12);
    for (const { method, path } of routes) {
      const there = path.replace('{name}', 'orders').replace('{id}', NOWHERE);
      const none = await withoutKey(method, there);
      expectProblem(none, 401, 'unauthenticated');
      expect(none.headers.get('www-authenticate')).toBe('Bearer realm="intake"');
      const { key } = at.intake;
      for (const wrong of ['Bearer wrong', `Basic ${btoa(`admin:${key}`)}`, `Bearer ${key}x`, key, 'Bearer']) {
        const answer = await withoutKey(method, there, wrong);
        expectProblem(answer, 401, 'unauthenticated');
        expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="intake", error="invalid_token"');
      }
    }
  });

  it('nobody learns what there is, nor is a body read', async () => {
    for (const path of ['/v1/nothing', '/v1', '/v1/inputs/x', `/v1/inputs?${'a'.repeat(20)}`])
      expectProblem(await withoutKey('GET', path), 401, 'unauthenticated');
    expectProblem(
      await withoutKey('POST', '/v1/destinations/orders/inputs', '', 'x'.repeat(300_000)),
      401,
      'unauthenticated',
    );
  });
});

describe('a problem', () => {
  it('of every kind has its page, and all are listed', async () => {
    const list = String((await at.api.get('/problems', OPEN)).body);
    for (const [code, { title }] of Object.entries(PROBLEMS)) {
      const { status, headers, body } = await at.api.get(`/problems/${code}`, OPEN);
      expect({ code, status, type: headers.get('content-type') }).toEqual({
        code,
        status: 200,
        type: 'text/html; charset=utf-8',
      });
      expect(String(body)).toContain('What to do');
      expect(list).toContain(`href="/problems/${code}"`);
      expect(title).not.toBe('');
    }
    expectProblem(await at.api.get('/problems/nothing-of-that-kind', OPEN), 404, 'not-found');
  });

  it('leads to its page by its type', async () => {
    const { body } = await at.api.get<{ type: string }>('/v1/nothing');
    expect((await at.api.get(body.type, OPEN)).status).toBe(200);
  });

  it.each<[string, string, string, number, string]>([
    ['nowhere', 'GET', '/v1/nothing', 404, 'not-found'],
    ['outside', 'GET', '/nothing', 404, 'not-found'],
    ['another method', 'PUT', `/v1/inputs/${NOWHERE}`, 405, 'method-not-allowed'],
    ['another method outside', 'DELETE', '/health/live', 405, 'method-not-allowed'],
    ['a path that is not UTF-8', 'GET', '/v1/inputs/%E0%A4%A', 400, 'invalid-identifier'],
    ['no id', 'GET', '/v1/inputs/not-a-uuid', 400, 'invalid-identifier'],
    ['too long a name', 'GET', `/v1/destinations/${'a'.repeat(600)}`, 414, 'uri-too-long'],
    ['a query where there is none', 'GET', `/v1/inputs/${NOWHERE}?x=1`, 400, 'invalid-query'],
    ['a path that climbs', 'GET', '/docs/..%2f..%2fpackage.json', 404, 'not-found'],
  ])('is what comes of %s', async (_, method, path, status, code) => {
    const answer = await at.api.ask(method, path);
    expectProblem(answer, status, code);
    expect(answer.headers.has('allow')).toBe(status === 405);
  });

  it.each<[string, string, Record<string, string>, number, string]>([
    ['JSON that is none', '{', {}, 400, 'malformed-json'],
    ['a list', '[]', {}, 400, 'malformed-json'],
    ['a member given twice', '{"url":"http://a.test","url":"http://b.test"}', {}, 400, 'malformed-json'],
    ['a prototype', '{"__proto__":{}}', {}, 400, 'forbidden-key'],
    ['depth', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`, {}, 400, 'json-too-deep'],
    ['a NUL', '{"url":"http://a.test/","description":"\\u0000"}', {}, 422, 'unstorable-text'],
    ['a number that JavaScript rounds', '{"timeoutMs":9007199254740993}', {}, 422, 'validation-failed'],
    ['too much', `{"description":"${'a'.repeat(1024 * 1024)}"}`, {}, 413, 'payload-too-large'],
    ['text', 'url=x', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['another charset', '{}', { 'content-type': 'application/json; charset=utf-16' }, 415, 'unsupported-charset'],
    ['a packed body', '{}', { 'content-encoding': 'gzip' }, 415, 'unsupported-encoding'],
    ['an answer that cannot be had', '{}', { accept: 'text/xml' }, 406, 'not-acceptable'],
  ])('is what comes of a body with %s', async (_, body, headers, status, code) => {
    const sent = { body, headers: { 'content-type': 'application/json', ...headers } };
    expectProblem(await at.api.ask('PUT', '/v1/destinations/broken', sent), status, code);
  });

  it.each<[string, string, number, string]>([
    ['no HTTP', 'hello\r\n\r\n', 400, 'malformed-request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
      'malformed-request',
    ],
    ['a negative length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', 400, 'malformed-request'],
    ['large headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['a long address', `GET /v1/inputs?${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414, 'uri-too-long'],
    ['no method', 'NOTHING / HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
    ['another version', 'GET / HTTP/7.3\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
    ['HTTP/1.0 for nothing', 'GET / HTTP/1.0\r\n\r\n', 404, 'not-found'],
    ['a trace', 'TRACE /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 405, 'method-not-allowed'],
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed-request'],
    ['two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', 400, 'malformed-request'],
    [
      'two keys',
      'GET /v1/inputs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\nConnection: close\r\n\r\n',
      400,
      'malformed-request',
    ],
    ['a tunnel', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
  ])('is what comes of %s', async (_, bytes, status, code) => {
    const [head = '', body = ''] = (await raw(bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head.toLowerCase()).toContain('content-type: application/problem+json');
    for (const [name, value] of Object.entries(securityHeaders(false))) expect(head).toContain(`${name}: ${value}`);
    expect(JSON.parse(body)).toMatchObject({ type: `/problems/${code}`, status, code, requestId: expect.any(String) });
  });
});

describe('open to everybody', () => {
  it('is whether it lives and is ready', async () => {
    expect(await at.api.get('/health/live', OPEN)).toMatchObject({ status: 200, body: { status: 'live' } });
    const { status, headers, body } = await at.api.get<{ checks: object }>('/health/ready', OPEN);
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.checks).toMatchObject({ postgres: { ok: true }, relay: { ok: true } });
    for (const check of Object.values(body.checks))
      expect(check).toEqual({ ok: true, since: expect.stringMatching(/Z$/), detail: expect.any(String) });
  });

  it('is the documentation, all of it from this machine', async () => {
    const { status, headers, body } = await at.api.get('/docs', OPEN);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    const assets = [...String(body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(assets.length).toBeGreaterThanOrEqual(4);
    for (const asset of assets) {
      const { origin, href } = new URL(asset, `${at.intake.url}/docs`);
      expect(origin).toBe(at.intake.url);
      const answer = await fetch(href);
      const { length } = await answer.text();
      expect({ asset, status: answer.status, there: length > 20 }).toEqual({ asset, status: 200, there: true });
    }
    const { body: document } = await at.api.get<{ openapi: string }>('/openapi.json', OPEN);
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  it('is a preflight, which opens nothing for a page of elsewhere', async () => {
    const preflight = (origin: string) =>
      fetch(`${at.intake.url}/v1/inputs`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      });
    const listed = await preflight('https://console.example');
    expect(listed.status).toBe(204);
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://console.example');
    const foreign = await preflight('https://elsewhere.example');
    expect(foreign.status).toBe(204);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });
});
