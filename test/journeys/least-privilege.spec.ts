/** Each part with a login of its own in the database: everything that they do goes on, and none lacks a right for it. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ROLES, type Role } from '../../src/config.js';
import { roleOfPart } from '../../src/platform/database/roles.js';
import { withClient } from '../support/database.js';
import { type Destination, startDestination } from '../support/destination.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { runOperation } from '../support/operations.js';
import { until } from '../support/until.js';

const suffix = randomBytes(4).toString('hex');
const password = randomBytes(12).toString('hex');
const loginOf = (part: Role) => `${part}_${suffix}`;

let place: Place;
let server: Destination;
const parts = new Map<Role, Intake>();
const api = () => parts.get('api')!.api;

/** As an operator who gives each part its own: made beside the roles of the cluster, before anything starts. */
const makeLogins = () =>
  withClient(place.databaseUrl, async (owner) => {
    for (const part of ROLES) {
      const role = roleOfPart(part);
      await owner.query(`do $$ begin create role ${role} nologin; exception when duplicate_object then null; end $$`);
      await owner.query(`create role ${loginOf(part)} login password '${password}'; grant ${role} to ${loginOf(part)}`);
    }
    await owner.query(`grant pg_signal_backend to ${loginOf('api')}, ${loginOf('delivery')}`);
  });

async function start(part: Role, migrates: boolean): Promise<void> {
  const login = { username: loginOf(part), password };
  const env = {
    INTAKE_ROLES: part,
    DATABASE_URL: Object.assign(new URL(place.databaseUrl), login).toString(),
    INTAKE_MIGRATION_DATABASE_URL: migrates ? place.databaseUrl : undefined,
    INTAKE_MIGRATE: migrates ? 'auto' : 'off',
  };
  parts.set(part, await startIntake(place, env));
}

beforeAll(async () => {
  [place, server] = await Promise.all([freshPlace(), startDestination()]);
  await makeLogins();
  await start('relay', true);
  await Promise.all((['api', 'projector', 'delivery'] as const).map((part) => start(part, false)));
  await api().register('orders', { url: server.url, headers: { 'x-secret': 'open sesame' } });
}, 120_000);

afterAll(async () => {
  const codes = await Promise.all([...parts.values()].map((each) => each.stop()));
  expect(codes).toEqual(codes.map(() => 0));
  await server.close();
  const logins = ROLES.map(loginOf).join(', ');
  await place.drop();
  await withClient(process.env.TEST_DATABASE_URL!, (owner) => owner.query(`drop role ${logins}`));
}, 120_000);

const post = async (path: string, body?: unknown, status = 200) => {
  const answer = await api().ask('POST', path, { body });
  expect({ path, ...answer }).toMatchObject({ path, status });
};

it('inputs go out with their secrets, are called back, given up and retried', async () => {
  const { id } = await api().take('orders', 'x');
  await api().reaches(id, 'delivered');
  expect(server.received[0]?.headers['x-secret']).toBe('open sesame');
  await post('/v1/destinations/orders/test');
  await post('/v1/destinations/orders/pause');
  const [back, given] = [
    await api().take('orders', 'y'),
    await api().take('orders', 'z', { 'intake-ordering-key': 'k' }),
  ];
  await until('it is shown what holds it', async () => (await api().input(back.id)).held?.reason === 'paused');
  await post(`/v1/inputs/${back.id}/cancel`, {}, 202);
  const filter = { destination: ['orders'], status: ['received'] };
  let counted: unknown;
  await until(
    () => `the list has it: ${JSON.stringify(counted)}`,
    async () => {
      counted = (await api().ask('POST', '/v1/inputs/cancel', { body: { filter, dryRun: true } })).body;
      return (counted as { total?: number }).total === 1;
    },
  );
  expect(await runOperation(api(), '/v1/inputs/cancel', { filter })).toMatchObject({ state: 'succeeded' });
  await api().reaches(given.id, 'cancelled');
  await post('/v1/destinations/orders/resume');
  await post('/v1/destinations/orders/rotate-secret');
  await post('/v1/destinations/orders/reset-breaker');
  await post(`/v1/inputs/${given.id}/retry`, {}, 202);
  await api().reaches(given.id, 'delivered');
}, 120_000);

it('read models are paused, made anew, compared and put right', async () => {
  await post('/v1/admin/projections/inputs/pause');
  await post('/v1/admin/projections/inputs/resume');
  const all = '/v1/admin/projections/all';
  expect(await runOperation(api(), `${all}/rebuild`)).toMatchObject({ state: 'succeeded' });
  await withClient(place.databaseUrl, (owner) => owner.query(`update read_v3.inputs set status = 'expired'`));
  expect(await runOperation(api(), `${all}/verify`, { repair: true })).toMatchObject({ state: 'succeeded' });
  expect(await runOperation(api(), `${all}/verify`)).toMatchObject({ result: { differing: 0, missing: 0, extra: 0 } });
  const { id } = await api().take('orders', 'after it');
  await api().reaches(id, 'delivered');
}, 180_000);

it('the topic is filled again, and a part of the log published again', async () => {
  expect(await runOperation(api(), '/v1/admin/republish')).toMatchObject({ state: 'succeeded' });
  expect(await runOperation(api(), '/v1/admin/replays')).toMatchObject({ state: 'succeeded' });
}, 120_000);

it('a destination is deleted, with what was on its way to it', async () => {
  await api().register('gone', { url: server.url });
  await post('/v1/destinations/gone/pause');
  const { id } = await api().take('gone', 'x');
  await api().remove('gone');
  await api().reaches(id, 'deadLettered');
}, 120_000);

it('all are ready, and none was denied anything', async () => {
  for (const [part, { url, child }] of parts) {
    const { status } = await fetch(`${url}/health/ready`);
    const denied = child.lines.filter((line) => /denied|42501/.test(line));
    expect({ part, status, denied }).toEqual({ part, status: 200, denied: [] });
  }
});
