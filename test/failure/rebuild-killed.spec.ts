/** Processes that rebuild and die over it, and two that are asked at once (G7). */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { OperationView } from '../../src/views/operation.js';
import { Clients } from '../support/clients.js';
import { withClient } from '../support/database.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { caughtUp, expectExactFold } from '../support/exact-fold.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { endOf, startOperation } from '../support/operations.js';
import { writeSettledInputs } from '../support/settled-inputs.js';
import { until } from '../support/until.js';

const endings = new Endings();
let place: Place;
let destination: Destination;
let api: Intake;
let projector: Intake;

const begin = (roles: string): Promise<Intake> =>
  endings.of(startIntake(place, { INTAKE_ROLES: roles }), (intake) => intake.kill());

beforeAll(async () => {
  place = await endings.of(freshPlace(), (each) => each.drop());
  destination = await endings.of(startDestination(), (each) => each.close());
  api = await begin('api,relay,delivery');
  await writeSettledInputs(place.databaseUrl, 6_000);
  await api.api.register('orders', { url: destination.url });
}, 120_000);
afterAll(() => endings.all(), 60_000);

const operation = (id: string) => api.api.read<OperationView>(`/v1/admin/operations/${id}`).then(({ body }) => body);

/** How many workers have taken it on so far. */
const takenOn = (id: string): Promise<number> =>
  withClient(place.databaseUrl, async (client) => {
    const { rows } = await client.query('select epoch from intake.operations where id = $1', [id]);
    return rows[0].epoch;
  });

/** Whether the worker of now has made something of this kind in the rebuilds' schema: more than `count` of them. */
const made = (id: string, kind: 'r' | 'i', count: number): Promise<boolean> =>
  withClient(place.databaseUrl, async (client) => {
    const { rows } = await client.query(
      `select count(*) > $3 as enough from pg_class c join intake.operations o on c.relname like '%\\_' || o.epoch
        where o.id = $1 and c.relnamespace = 'rebuild'::regnamespace and c.relkind = $2::"char"`,
      [id, kind, count],
    );
    return rows[0].enough;
  });

/** How far each worker comes before it is killed. */
const FACTS: readonly [string, (id: string) => Promise<boolean>][] = [
  ['no more', async () => true],
  ['has made its table', (id) => made(id, 'r', 0)],
  ['has made an index', (id) => made(id, 'i', 1)],
  ['is at its swap', async (id) => (await operation(id)).phase === 'swapping'],
  ['is at its swap again', async (id) => (await operation(id)).phase === 'swapping'],
];

const nothingLeftBehind = (): Promise<void> =>
  withClient(place.databaseUrl, (client) =>
    until('nothing is left behind', async () => {
      const left = await client.query(`select from pg_class where relnamespace = 'rebuild'::regnamespace`);
      return left.rowCount === 0;
    }),
  );

it('a rebuild whose process is killed five times, at whatever it does, ends all the same, and leaves nothing behind', async () => {
  projector = await begin('projector');
  await caughtUp(place.databaseUrl);
  const clients = new Clients({ api: () => api.api, destination: 'orders', clients: 2, persistent: true });
  // Whoever gets as far as the swap waits there for this reader.
  const reader = new Client({ connectionString: place.databaseUrl });
  await reader.connect();
  await reader.query('begin; select count(*) from read_v3.inputs');
  const { id } = await startOperation(api.api, '/v1/admin/projections/inputs/rebuild');
  let taken = 0;
  for (const [what, fact] of FACTS) {
    await until(`it is taken on anew, and ${what}`, async () => (await takenOn(id)) > taken && fact(id), 60_000);
    taken = await takenOn(id);
    await projector.kill();
    projector = await begin('projector');
  }
  await reader.end();
  expect(await endOf(() => api.api, id)).toMatchObject({ state: 'succeeded' });
  await clients.stop();
  await caughtUp(place.databaseUrl);
  await expectExactFold(place.databaseUrl);
  await nothingLeftBehind();
}, 240_000);

it('a process that is frozen over its rebuild until another has done it does no harm when it thaws (protection: the epoch)', async () => {
  const frozen = await begin('projector');
  const reader = new Client({ connectionString: place.databaseUrl });
  await reader.connect();
  await reader.query('begin; select count(*) from read_v3.inputs');
  const { id } = await startOperation(api.api, '/v1/admin/projections/inputs/rebuild');
  // Whoever of the two has it, is frozen.
  await until('it is at its swap', async () => (await operation(id)).phase === 'swapping');
  const taken = await takenOn(id);
  for (const each of [projector, frozen]) each.child.kill('SIGSTOP');
  const other = await begin('projector');
  await until(
    'another one has taken it over, and is at its swap',
    async () => {
      return (await takenOn(id)) > taken && (await operation(id)).phase === 'swapping';
    },
    60_000,
  );
  await reader.end();
  expect(await endOf(() => api.api, id)).toMatchObject({ state: 'succeeded' });
  for (const each of [projector, frozen]) each.child.kill('SIGCONT');
  const { id: next } = await startOperation(api.api, '/v1/admin/projections/inputs/verify');
  expect(await endOf(() => api.api, next)).toMatchObject({
    state: 'succeeded',
    result: { differing: 0, missing: 0, extra: 0 },
  });
  await caughtUp(place.databaseUrl);
  await expectExactFold(place.databaseUrl);
  await nothingLeftBehind();
  await Promise.all([frozen.stop(), other.stop()]);
}, 180_000);

it('of rebuilds asked for at once, of two processes, one is begun (protection: the holds)', async () => {
  const other = await begin('api,projector');
  const asked = await Promise.all(
    [api, other, api, other, api, other].map((each) =>
      each.api.ask<OperationView>('POST', '/v1/admin/projections/attempts/rebuild', { body: {} }),
    ),
  );
  const begun = asked.filter(({ status }) => status === 202);
  expect(begun).toHaveLength(1);
  // A busy machine refuses some before they are looked at.
  expect(asked.filter(({ status }) => ![202, 409, 503].includes(status))).toEqual([]);
  expect(await endOf(() => other.api, begun[0]!.body.id)).toMatchObject({ state: 'succeeded' });
  await caughtUp(place.databaseUrl);
  await expectExactFold(place.databaseUrl);
}, 120_000);
