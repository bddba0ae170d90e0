import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadKeys } from './provider-documents.js';

const KEYS = { keys: [{ kty: 'EC', kid: 'a' }] };
const DISCOVERY = '/.well-known/openid-configuration';

let server: Server;
let issuer: string;
let asked: string[] = [];
/** By path; what is not there is 404. */
let answers: Record<string, RequestListener> = {};

const json =
  (value: unknown): RequestListener =>
  (_, response) =>
    response.end(JSON.stringify(value));

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url!);
    const answer = answers[request.url!];
    if (answer) answer(request, response);
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const load = (
  more: Record<string, RequestListener>,
  where: { issuer?: string; jwksUrl?: string } = {},
  patienceMs?: number,
) => {
  asked = [];
  answers = { [DISCOVERY]: json({ issuer, jwks_uri: `${issuer}/keys` }), '/keys': json(KEYS), ...more };
  return loadKeys({ issuer, jwksUrl: null, ...where }, patienceMs);
};

describe('the keys of a provider', () => {
  it('are where its discovery document says, or where the operator does', async () => {
    expect(await load({})).toEqual(KEYS);
    expect(asked).toEqual([DISCOVERY, '/keys']);
    expect(await load({ '/others': json(KEYS) }, { jwksUrl: `${issuer}/others` })).toEqual(KEYS);
    expect(asked).toEqual(['/others']);
  });

  it('of an issuer with a slash at its end are found by its standard address', async () => {
    const slashed = json({ issuer: `${issuer}/`, jwks_uri: `${issuer}/keys` });
    expect(await load({ [DISCOVERY]: slashed }, { issuer: `${issuer}/` })).toEqual(KEYS);
  });

  it.each<[string, Record<string, RequestListener>, RegExp]>([
    ['is away', { '/keys': (request) => request.socket.destroy() }, /fetch failed/],
    ['has a fault', { '/keys': (_, response) => response.writeHead(500).end(JSON.stringify(KEYS)) }, /answers 500/],
    [
      'sends elsewhere',
      { '/keys': (_, response) => response.writeHead(302, { location: '/others' }).end() },
      /fetch failed/,
    ],
    ['answers a page', { '/keys': (_, response) => response.end('<html>') }, /does not answer what/],
    ['answers no keys', { '/keys': json({ keys: [] }) }, /does not answer what/],
    ['answers what are none', { '/keys': json({ keys: ['a'] }) }, /does not answer what/],
    [
      'answers more than there can be',
      { '/keys': json({ ...KEYS, a: 'a'.repeat(300_000) }) },
      /more than 262144 bytes/,
    ],
    [
      'answers a bomb',
      {
        '/keys': (_, response) =>
          response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(10_000_000))),
      },
      /more than 262144 bytes/,
    ],
    [
      'speaks for another',
      { [DISCOVERY]: json({ issuer: 'https://other', jwks_uri: 'https://other' }) },
      /another issuer/,
    ],
    ['has no such document', { [DISCOVERY]: (_, response) => response.writeHead(404).end() }, /answers 404/],
  ])('of one that %s are not taken', async (_, more, why) => {
    await expect(load({ '/others': json(KEYS), ...more })).rejects.toThrow(why);
    expect(asked).not.toContain('/others');
  });

  it('are not asked for where others on the way could change them', async () => {
    const open = json({ issuer, jwks_uri: 'http://id.example/keys' });
    await expect(load({ [DISCOVERY]: open })).rejects.toThrow(/without TLS/);
  });

  it.each<[string, RequestListener]>([
    ['says nothing', () => {}],
    ['says a little and no more', (_, response) => response.write('{"keys":[')],
  ])('of one that %s are waited for a while only', async (_, silent) => {
    await expect(load({ '/keys': silent }, {}, 100)).rejects.toThrow(/timeout/);
  });
});
