/** Signing in to the console over HTTP: what its cookie opens, for whom, and how it ends (G12). */
import { describe, expect, it } from '@jest/globals';
import { type Holder, newHolder } from '../support/access-keys.js';
import type { Api } from '../support/api.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const at = journey();
const OWN = { 'sec-fetch-site': 'same-origin' };

async function signIn(api: Api, headers: Record<string, string> = {}): Promise<string> {
  const { status, headers: answered } = await api.ask('POST', '/console/session', { headers });
  expect(status).toBe(204);
  return answered.get('set-cookie')!;
}
const ask = (cookie: string, path: string, init: RequestInit = {}) =>
  fetch(at.intake.url + path, { ...init, headers: { cookie: cookie.split(';')[0]!, ...OWN, ...init.headers } });

describe('a session', () => {
  it('is given for a key, and opens what the key does', async () => {
    const holder = await newHolder(at.intake, 'submitter');
    const cookie = await signIn(holder.api);
    const whoami = (await (await ask(cookie, '/v1/whoami')).json()) as { expiresAt: string };
    expect(whoami).toMatchObject({ actor: `ik_${holder.id}`, owner: 'shop', role: 'submitter' });
    expect(Date.parse(whoami.expiresAt) - Date.now()).toBeGreaterThan(11 * 3_600_000);
    expect((await ask(cookie, '/v1/dead-letters')).status).toBe(403);
  });

  it('does what the admin key does, and is marked Secure for a page that came over https', async () => {
    expect(await signIn(at.api)).not.toContain('Secure');
    const cookie = await signIn(at.api, { origin: 'https://intake.example' });
    expect(cookie).toMatch(/; Secure$/);
    expect((await ask(cookie, '/v1/admin/projections')).status).toBe(200);
  });

  it('is not given for nothing, for a wrong key, or for a session', async () => {
    const cookie = await signIn(at.api);
    const without = { method: 'POST' };
    expect((await fetch(`${at.intake.url}/console/session`, without)).status).toBe(401);
    expect((await ask(cookie, '/console/session', without)).status).toBe(401);
    expectProblem(
      await at.api.ask('POST', '/console/session', { headers: { authorization: 'Bearer x' } }),
      ...([401, 'unauthenticated'] as const),
    );
  });

  it('is worth nothing to a page of another origin, not even where the browser would send it', async () => {
    const cookie = await signIn(at.api);
    const pause = (headers: Record<string, string>) =>
      ask(cookie, '/v1/admin/delivery/pause', { method: 'POST', headers });
    for (const site of ['cross-site', 'same-site', 'none']) {
      expect({ site, status: (await pause({ 'sec-fetch-site': site })).status }).toEqual({ site, status: 401 });
    }
    expect((await pause(OWN)).status).toBe(200);
    await at.api.ask('POST', '/v1/admin/delivery/resume');
  });

  it('is forgotten by who signs out', async () => {
    const { status, headers } = await at.api.ask('DELETE', '/console/session', { headers: { authorization: '' } });
    expect([status, headers.get('set-cookie')]).toEqual([204, expect.stringMatching(/^intake-session=;.*Max-Age=0/)]);
  });

  it('ends with its key, and so do the streams that it has opened', async () => {
    const holder: Holder = await newHolder(at.intake, 'operator');
    const cookie = await signIn(holder.api);
    const stream = await ask(cookie, '/v1/stream');
    const told = stream.text();
    const begin = performance.now();
    await at.api.ask('DELETE', `/v1/access-keys/${holder.id}`);
    await told;
    await until('it lets nobody in', async () => (await ask(cookie, '/v1/whoami')).status === 401);
    expect(performance.now() - begin).toBeLessThan(5_000);
  });
});

describe('the page', () => {
  const get = (path: string, accept = 'text/html') => fetch(at.intake.url + path, { headers: { accept } });

  it.each(['/console', '/console/', '/console/inputs', '/console/inputs/7'])('stands at %s', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toMatch(/^default-src 'none'; .*script-src 'self'; style-src 'self';/);
    expect(policy).not.toContain('unsafe');
  });

  it.each(['/console/nothing', '/console/inputs/7/8', '/console/assets/nothing.js', '/console/addresses.json'])(
    'and nothing at %s',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, expect.stringContaining('problem')]);
    },
  );

  it('is not what who wants JSON is answered', async () => {
    expect((await get('/console', 'application/json')).status).toBe(406);
  });

  it('names files that never change, and come compressed', async () => {
    const [script] = /\/console\/assets\/index-[^"]+\.js/.exec(await (await get('/console')).text())!;
    const answer = await fetch(at.intake.url + script, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
