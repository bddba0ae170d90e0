/** Each role a process of its own, several of each that can be: the main job works, and one of a pair may go. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import { type Destination, startDestination } from '../support/destination.js';
import { freshPlace, type Intake, type Place, refusedStart, startIntake } from '../support/intake.js';
import { runOperation } from '../support/operations.js';
import { until } from '../support/until.js';

let place: Place;
let server: Destination;
let api: Intake;
const pairs = new Map<string, Intake[]>();

/** What a role does not use it is not given. */
const NOT_NEEDED: Record<string, Record<string, undefined>> = {
  api: {},
  relay: { INTAKE_ADMIN_KEY: undefined, INTAKE_ENCRYPTION_KEY: undefined },
  projector: { INTAKE_ADMIN_KEY: undefined, INTAKE_ENCRYPTION_KEY: undefined },
  delivery: { INTAKE_ADMIN_KEY: undefined },
};

const start = (role: string) => startIntake(place, { INTAKE_ROLES: role, ...NOT_NEEDED[role] });

/** Submits some, and waits until every view shows them delivered. */
async function mainJob(count = 20): Promise<void> {
  const inputs = await Promise.all(Array.from({ length: count }, (_, n) => api.api.take('orders', `${n}`)));
  for (const { id } of inputs) await api.api.reaches(id, 'delivered', 60_000);
  const times = inputs.map(({ id }) => server.received.filter(({ headers }) => headers['webhook-id'] === id).length);
  expect(times).toEqual(inputs.map(() => 1));
  const wanted = String(Math.max(...inputs.map(({ position }) => position)));
  await until('the list shows them', async () => {
    const headers = { 'intake-min-position': wanted };
    const { status, body } = await api.api.get<{ items: InputView[] }>('/v1/inputs?limit=100', headers);
    const ids = new Set(status === 200 ? body.items.map(({ id }) => id) : []);
    return inputs.every(({ id }) => ids.has(id));
  });
}

describe('roles in processes of their own', () => {
  beforeAll(async () => {
    [place, server] = await Promise.all([freshPlace(), startDestination()]);
    // Who comes first migrates, the others wait for it: the order of starting is nobody's business.
    const roles = ['relay', 'projector', 'delivery'];
    const [first, ...others] = await Promise.all([
      start('api'),
      ...roles.flatMap((role) => [0, 1].map(async () => ({ role, intake: await start(role) }))),
    ]);
    api = first;
    for (const { role, intake } of others) pairs.set(role, [...(pairs.get(role) ?? []), intake]);
    await api.api.register('orders', { url: server.url, headers: { 'x-secret': 'open sesame' } });
  }, 120_000);

  afterAll(async () => {
    const all = [api, ...[...pairs.values()].flat()];
    expect(await Promise.all(all.map((each) => each.stop()))).toEqual(all.map(() => 0));
    await server.close();
    await place.drop();
  }, 120_000);

  it('do the main job together', async () => {
    await mainJob();
    expect(server.received[0]?.headers['x-secret']).toBe('open sesame');
  }, 120_000);

  it('share long work: what the api is asked for, one with the role for it does', async () => {
    expect(await runOperation(api.api, '/v1/admin/replays')).toMatchObject({ state: 'succeeded', kind: 'replay' });
    expect(await runOperation(api.api, '/v1/admin/republish')).toMatchObject({ state: 'succeeded', kind: 'republish' });
  }, 120_000);

  it('answer for themselves: only the api has routes, all tell whether they live and are ready', async () => {
    for (const [role, [intake]] of pairs) {
      const get = async (path: string) => (await fetch(intake!.url + path)).status;
      expect({ role, live: await get('/health/live'), ready: await get('/health/ready') }).toEqual({
        role,
        live: 200,
        ready: 200,
      });
      expect({ role, inputs: await get('/v1/inputs'), docs: await get('/docs') }).toEqual({
        role,
        inputs: 401,
        docs: 404,
      });
    }
  }, 120_000);

  it.each(['relay', 'projector', 'delivery'])(
    'go on when one of two is killed: %s',
    async (role) => {
      const [one] = pairs.get(role)!.splice(0, 1);
      await one!.kill();
      await mainJob(5);
    },
    120_000,
  );
});

describe('a role', () => {
  beforeAll(async () => {
    place = await freshPlace();
  });
  afterAll(() => place.drop());

  it.each<[string, string]>([
    ['api', 'KAFKA_BROKERS'],
    ['api', 'INTAKE_ADMIN_KEY'],
    ['api', 'INTAKE_ENCRYPTION_KEY'],
    ['relay', 'DATABASE_URL'],
    ['projector', 'KAFKA_BROKERS'],
    ['delivery', 'INTAKE_ENCRYPTION_KEY'],
  ])(
    '%s is refused without %s, in one line that names it',
    async (role, variable) => {
      const { code, lines } = await refusedStart(place, { INTAKE_ROLES: role, [variable]: undefined });
      expect({ code, lines }).toEqual({ code: 78, lines: [expect.stringContaining(`set ${variable}`)] });
    },
    60_000,
  );

  it('that there is not is refused', async () => {
    const { code, lines } = await refusedStart(place, { INTAKE_ROLES: 'api,worker' });
    expect({ code, lines }).toEqual({ code: 78, lines: [expect.stringContaining('INTAKE_ROLES')] });
  }, 60_000);
});
