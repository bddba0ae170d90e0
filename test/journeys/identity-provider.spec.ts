/** Who comes in with a token of an identity provider, a real one: who they are, what they may, and what is none (G12). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventView } from '../../src/views/event.js';
import type { InputView } from '../../src/views/input.js';
import { newHolder } from '../support/access-keys.js';
import { Api, persistently } from '../support/api.js';
import { badTokens } from '../support/bad-tokens.js';
import { type Destination, startDestination } from '../support/destination.js';
import { newKey, startIdentityProvider } from '../support/identity-provider.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';
import { Listener } from '../support/sse.js';
import { until } from '../support/until.js';

const ALGORITHMS = ['RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'];
const otherKeys = await Promise.all(ALGORITHMS.map(newKey));
const provider = await startIdentityProvider(
  {
    anna: { roles: ['submitter'], destinations: ['orders'] },
    bert: { roles: ['submitter'], destinations: ['orders', 'letters'] },
    carl: { roles: ['submitter'] },
    olga: { roles: ['offline_access', 'operator'] },
    nils: { roles: ['offline_access'] },
    ruth: {},
  },
  otherKeys,
);
afterAll(() => provider.close());
const at = journey({ ...provider.env, INTAKE_LOG_LEVEL: 'trace' });

const now = () => Math.floor(Date.now() / 1_000);
const apiOf = (token: string) => new Api(at.intake.url, token);
const comesIn = async (client: string) => apiOf(await provider.tokenOf(client));
const letsIn = async (token: string) => (await apiOf(token).get('/v1/whoami')).status === 200;

let canary: Destination;
let anna: Api;
let bert: Api;
beforeAll(async () => {
  canary = await startDestination();
  for (const name of ['orders', 'letters']) await at.api.register(name, { url: at.server.url });
  [anna, bert] = [await comesIn('anna'), await comesIn('bert')];
});
afterAll(() => canary.close());

describe('a token of the provider', () => {
  it('speaks for its subject', async () => {
    const { status, body } = await anna.get<{ expiresAt: string }>('/v1/whoami');
    const owner = `${provider.issuer} anna`;
    expect([status, body]).toEqual([
      200,
      { actor: owner, owner, role: 'submitter', destinations: ['orders'], expiresAt: expect.any(String) },
    ]);
    const leftMs = Date.parse(body.expiresAt) - Date.now();
    expect(leftMs).toBeGreaterThan(600_000);
    expect(leftMs).toBeLessThanOrEqual(660_000);
  });

  it('sends, follows and cancels what is its own, and sees nothing of others', async () => {
    const { id, links, submittedBy, position } = await anna.take('orders', 'two coffees', { 'idempotency-key': 'k' });
    expect(submittedBy).toBe(`${provider.issuer} anna`);
    expect((await anna.take('orders', 'two coffees', { 'idempotency-key': 'k' })).id).toBe(id);
    expect((await bert.take('orders', 'two coffees', { 'idempotency-key': 'k' })).id).not.toBe(id);
    expectProblem(await bert.get(links.self), 404, 'not-found');
    const listed = async (api: Api, query = '') => {
      const asNew = { 'intake-min-position': String(position) };
      const { body } = await persistently(() => api.get<{ items: InputView[] }>(`/v1/inputs?limit=100${query}`, asNew));
      return body.items.map((each) => each.id);
    };
    expect(await listed(anna)).toEqual([id]);
    expect(await listed(bert)).not.toContain(id);
    expect(await listed(at.api, `&submittedBy=${encodeURIComponent(submittedBy)}`)).toEqual([id]);
    await anna.reaches(id, 'delivered');
  });

  it('sends where its claim says', async () => {
    expectProblem(await anna.submit('letters', 'x'), 403, 'forbidden');
    expectProblem(await (await comesIn('carl')).submit('orders', 'x'), 403, 'forbidden');
    expect((await (await comesIn('olga')).submit('letters', 'x')).status).toBe(202);
  });

  it('is never an access key’s owner, and no access key’s owner is its', async () => {
    const input = await anna.take('orders', 'x');
    for (const owner of ['anna', `${provider.issuer}#anna`, `${provider.issuer}%20anna`]) {
      const { api } = await newHolder(at.intake, 'submitter', { owner });
      expectProblem(await api.get(input.links.self), 404, 'not-found');
    }
    const body = { name: 'n', owner: `${provider.issuer} anna`, roles: ['submitter'] };
    expectProblem(await at.api.ask('POST', '/v1/access-keys', { body }), 422, 'validation-failed');
  });

  it('stands in the log with what was done by it', async () => {
    const olga = await comesIn('olga');
    await olga.ask('POST', '/v1/destinations/letters/pause');
    await olga.ask('POST', '/v1/destinations/letters/resume');
    const actor = encodeURIComponent(`${provider.issuer} olga`);
    const { body } = await at.api.get<{ items: EventView[] }>(`/v1/admin/events?limit=100&actor=${actor}`);
    expect(body.items.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['DestinationPaused', 'DestinationResumed']),
    );
  });

  it('that gives no role is told so', async () => {
    for (const client of ['nils', 'ruth']) {
      const answer = await (await comesIn(client)).get('/v1/whoami');
      expectProblem(answer, 403, 'forbidden');
      expect(answer.body).toMatchObject({ detail: 'the token is valid, and gives none of the roles of Intake' });
    }
  });

  it.each(otherKeys)('may be signed with $alg', async (key) => {
    const { alg, kid } = key;
    expect(await letsIn(await provider.sign({ key, header: { alg, kid } }))).toBe(true);
  });

  it('is taken a minute too early or too late: clocks differ', async () => {
    expect(await letsIn(await provider.sign({ claims: { exp: now() - 45 } }))).toBe(true);
    expect(await letsIn(await provider.sign({ claims: { nbf: now() + 45, iat: now() + 45 } }))).toBe(true);
  });

  it('gives a token for a stream, that ends with it', async () => {
    const token = await provider.sign({ claims: { exp: now() - 45 } });
    const { id } = await anna.take('orders', 'x');
    const answer = await apiOf(token).ask<{ token: string; expiresAt: string }>(
      'POST',
      `/v1/inputs/${id}/stream-token`,
    );
    expect(answer.status).toBe(200);
    expect(Date.parse(answer.body.expiresAt) - Date.now()).toBeLessThanOrEqual(15_000);
    const stream = await fetch(`${at.intake.url}/v1/inputs/${id}/stream?token=${answer.body.token}`);
    expect([stream.status, await stream.text()]).toEqual([200, expect.stringContaining('event: InputDelivered')]);
  });

  it('ends its streams when it ends', async () => {
    const exp = now() - 58;
    const key = await provider.sign({ claims: { exp } });
    const listener = await Listener.to({ url: at.intake.url, key }, '/v1/stream');
    expect(listener.response.statusCode).toBe(200);
    await until('it has ended', () => listener.ended, 5_000);
    expect(Date.now()).toBeGreaterThanOrEqual((exp + 60) * 1_000);
    const answer = await apiOf(key).get('/v1/whoami');
    expectProblem(answer, 401, 'unauthenticated');
    expect(answer.body).toMatchObject({ detail: 'the token has expired' });
  });
});

describe('a bad token', () => {
  it('lets nobody in, has nothing fetched, and is repeated nowhere', async () => {
    const bad = await badTokens(provider, canary.url);
    expect(bad.length).toBeGreaterThan(40);
    for (const [name, token] of bad) {
      const answer = await apiOf(token).get('/v1/whoami');
      expect({ name, status: answer.status }).toEqual({ name, status: 401 });
      expectProblem(answer, 401, 'unauthenticated');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="intake", error="invalid_token"');
      const parts = token.split('.').filter((part) => part.length > 10);
      const told = [JSON.stringify(answer.body), ...at.intake.child.lines];
      expect({ name, told: told.filter((line) => parts.some((part) => line.includes(part))) }).toEqual({
        name,
        told: [],
      });
    }
    expect(canary.received).toEqual([]);
  });

  it('has the provider asked once at most, whatever keys it names', async () => {
    const [, claims, signature] = (await provider.sign()).split('.');
    const tokens = Array.from({ length: 1_000 }, (_, n) => {
      const header = Buffer.from(JSON.stringify({ alg: 'RS256', typ: 'at+jwt', kid: `random-${n}` }));
      return `${header.toString('base64url')}.${claims}.${signature}`;
    });
    const before = provider.keysAsked;
    const statuses = new Set<number>();
    for (let from = 0; from < tokens.length; from += 100) {
      const answers = await Promise.all(tokens.slice(from, from + 100).map((each) => apiOf(each).get('/v1/whoami')));
      for (const { status } of answers) statuses.add(status);
    }
    expect([...statuses]).toEqual([401]);
    expect(provider.keysAsked - before).toBeLessThanOrEqual(1);
  });
});

describe('a provider that is away', () => {
  const check = async () => {
    const { status, body } = await at.api.get<{ checks: Record<string, object> }>('/health/ready');
    return { status, check: body.checks['identity-provider'] };
  };

  it('stops no start; whoever comes with a token is told to come again, and is let in when it is back', async () => {
    const token = await provider.tokenOf('anna');
    expect(await check()).toEqual({ status: 200, check: expect.objectContaining({ ok: true, detail: 'answers' }) });
    provider.away = true;
    await at.restart();
    const answer = await apiOf(token).get('/v1/whoami');
    expectProblem(answer, 503, 'identity-provider-away');
    expect(answer.headers.get('retry-after')).toBe('30');
    expect((await at.api.get('/v1/whoami')).status).toBe(200);
    expect(await check()).toMatchObject({ status: 200, check: { ok: false } });
    provider.away = false;
    // It is asked every 30 s at most.
    await until('it is known', () => letsIn(token), 45_000);
    expect(await check()).toMatchObject({ check: { ok: true } });
  });
});
