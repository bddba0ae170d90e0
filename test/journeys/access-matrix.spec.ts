/** Every route × everybody who may come: generated from the OpenAPI document, held to contract §2 (G12). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '../../src/events/shapes.js';
import type { InputView } from '../../src/views/input.js';
import { type Holder, newHolder } from '../support/access-keys.js';
import { Api } from '../support/api.js';
import { startIdentityProvider } from '../support/identity-provider.js';
import { journey } from '../support/journey.js';
import { type Documented, operations } from '../support/openapi.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const provider = await startIdentityProvider({
  sam: { roles: ['submitter'], destinations: ['orders'] },
  olga: { roles: ['operator'] },
  adam: { roles: ['admin'] },
  nils: { roles: ['none'] },
});
afterAll(() => provider.close());
const at = journey(provider.env);
const NOWHERE = '0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80';

/** Contract §2. What is not here is for admins. */
const SUBMITTER = `submitInput submitInputs listInputs getInput getInputBody getInputResponse listInputAttempts
  getAttemptRequest listInputEvents cancelInput streamInput streamInputs createStreamToken listDestinations getDestination whoami`.split(
  /\s+/,
);
const OPERATOR = `retryInput retryInputs cancelInputs groupDeadLetters putDestination deleteDestination pauseDestination
  resumeDestination disableDestination enableDestination resetBreaker testDestination rotateSecret getDestinationStatistics
  getStatistics pauseDelivery resumeDelivery listOperations getOperation cancelOperation streamOperation`.split(/\s+/);
const wantedRole = ({ operationId }: Documented): Role =>
  SUBMITTER.includes(operationId) ? 'submitter' : OPERATOR.includes(operationId) ? 'operator' : 'admin';

let routes: Documented[];
/** Not under /v1: open to everybody, but for signing in. */
let elsewhere: Documented[];
let input: InputView;
/** Whose keys let nobody in. */
let outside: [string, Api][];
/** With an input that each may see. */
let inside: [string, Role, Api, InputView][];
let roleless: Api;
let other: Holder;

beforeAll(async () => {
  await at.api.register('orders', { url: at.server.url });
  const own = await newHolder(at.intake, 'submitter');
  other = await newHolder(at.intake, 'submitter', { owner: 'somebody-else' });
  const revoked = await newHolder(at.intake, 'admin');
  const expiring = await newHolder(at.intake, 'admin', { expiresAt: new Date(Date.now() + 1_000).toISOString() });
  input = await own.api.take('orders', 'x');
  await own.api.reaches(input.id, 'delivered');
  await at.api.ask('DELETE', `/v1/access-keys/${revoked.id}`);
  for (const { api } of [revoked, expiring])
    await until('the key lets nobody in', async () => (await api.get('/v1/whoami')).status === 401);
  outside = [
    ['nobody', new Api(at.intake.url, '')],
    ['with a wrong key', new Api(at.intake.url, own.key.slice(0, -1) + (own.key.endsWith('A') ? 'Q' : 'A'))],
    ['with a key that never was', new Api(at.intake.url, `ik_aaaaaaaa_${'A'.repeat(43)}`)],
    ['with a revoked key', revoked.api],
    ['with an expired key', expiring.api],
    ['with an expired token', new Api(at.intake.url, await provider.sign({ claims: { exp: 1 } }))],
  ];
  const byToken = async (client: string) => new Api(at.intake.url, await provider.tokenOf(client));
  const sam = await byToken('sam');
  inside = [
    ['submitter', 'submitter', own.api, input],
    ['operator', 'operator', (await newHolder(at.intake, 'operator', { owner: 'staff' })).api, input],
    ['admin', 'admin', (await newHolder(at.intake, 'admin', { owner: 'staff' })).api, input],
    ['with the admin key', 'admin', at.api, input],
    ['submitter by a token', 'submitter', sam, await sam.take('orders', 'x')],
    ['operator by a token', 'operator', await byToken('olga'), input],
    ['admin by a token', 'admin', await byToken('adam'), input],
  ];
  roleless = await byToken('nils');
  const documented = await operations(at.api);
  routes = documented.filter(({ path }) => path.startsWith('/v1/'));
  elsewhere = documented.filter(({ path }) => !path.startsWith('/v1/'));
});

/** With a parameter that no route knows, so that whoever is let in changes nothing: it is refused right behind the guard. */
const ask = (api: Api, { method, path, requestBody }: Documented, id = input.id) => {
  const [type] = Object.keys(requestBody?.content ?? {}).filter((each) => each === 'application/x-ndjson');
  const there = path.replace('{name}', 'orders').replace('{id}', path.includes('/inputs/') ? id : NOWHERE);
  return api.ask(
    method,
    `${there.replace(/\{(position|number)\}/, '1')}?nobody-knows=this`,
    type ? { headers: { 'content-type': type } } : {},
  );
};

describe('every route', () => {
  it('says for which role it is, as the contract does', () => {
    expect(routes.length).toBeGreaterThan(45);
    const said = Object.fromEntries(routes.map(({ operationId, security }) => [operationId, security]));
    expect(said).toEqual(
      Object.fromEntries(routes.map((each) => [each.operationId, [{ bearer: [wantedRole(each)] }]])),
    );
  });

  it('elsewhere is open, but for the one that changes a key for a session', () => {
    const closed = elsewhere.filter(({ security }) => security.length > 0);
    expect(closed.map(({ operationId, security }) => [operationId, security])).toEqual([
      ['signIn', [{ bearer: ['submitter'] }]],
    ]);
  });

  it('is closed to who has no key that opens it', async () => {
    for (const route of routes)
      for (const [who, api] of outside) {
        const { status } = await ask(api, route);
        expect({ who, route: route.operationId, status }).toEqual({ who, route: route.operationId, status: 401 });
      }
  });

  it('is open to its role and to those above, and to nobody below', async () => {
    const order = ['submitter', 'operator', 'admin'];
    for (const route of routes)
      for (const [who, role, api, { id }] of inside) {
        const { status, body } = await ask(api, route, id);
        const may = order.indexOf(role) >= order.indexOf(wantedRole(route));
        const expected = may ? [400, 'invalid-query'] : [403, 'forbidden'];
        const seen = [status, (body as { code: string }).code];
        expect({ who, route: route.operationId, seen }).toEqual({ who, route: route.operationId, seen: expected });
      }
  });

  it('is closed to whose token gives no role', async () => {
    for (const route of routes) expectProblem(await ask(roleless, route), 403, 'forbidden');
  });

  it('of one input tells another owner the same as of one that is not there, byte for byte', async () => {
    const ofInputs = routes.filter(({ path }) => path.includes('/inputs/{id}'));
    expect(ofInputs.length).toBeGreaterThan(8);
    for (const route of ofInputs.filter((each) => wantedRole(each) === 'submitter')) {
      const told = async (id: string) => {
        const { status, headers, body } = await ask(other.api, route, id);
        const { requestId, ...rest } = body as { requestId: string; instance: string };
        expect(requestId).toMatch(/./);
        const told = [...headers].filter(([name]) => name !== 'request-id' && name !== 'date');
        return { status, headers: told, body: JSON.stringify(rest).replaceAll(id, '<id>') };
      };
      const [foreign, absent] = [await told(input.id), await told(NOWHERE)];
      expect({ route: route.operationId, ...foreign }).toEqual({ route: route.operationId, ...absent });
      expect(foreign.status).toBe(404);
    }
  });

  it('of one input is refused for what is no id, to whoever asks', async () => {
    for (const api of [other.api, at.api]) expectProblem(await api.get('/v1/inputs/no-id'), 400, 'invalid-identifier');
  });
});
