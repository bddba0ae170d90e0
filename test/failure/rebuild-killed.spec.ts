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

const PHASES: readonly (string | null)[] = [null, 'reading', 'indexing', 'catching up', 'swapping'];

const endings = new Endings();
let place: Place;
let destination: Destination;
let api: Intake;

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

it('a rebuild whose process is killed five times, at whatever it does, ends all the same, and leaves nothing behind', async () => {
  let projector = await begin('projector');
  await caughtUp(place.databaseUrl);
  const clients = new Clients({ api: () => api.api, destination: 'orders', clients: 2, persistent: true });
  // Whoever gets as far as the swap waits there for this reader.
  const reader = new Client({ connectionString: place.databaseUrl });
  await reader.connect();
  await reader.query('begin; select count(*) from read_v1.inputs');
  const { id } = await startOperation(api.api, '/v1/admin/projections/inputs/rebuild');
  let taken = 0;
  for (const phase of PHASES) {
    await until(`it is taken on anew, and at ${phase}`, async () => {
      const now = await operation(id);
      return (await takenOn(id)) > taken && PHASES.indexOf(now.phase) >= PHASES.indexOf(phase);
    });
    taken = await takenOn(id);
    await projector.kill();
    projector = await begin('projector');
  }
  await reader.end();
  expect(await endOf(() => api.api, id)).toMatchObject({ state: 'succeeded' });
  await clients.stop();
  await caughtUp(place.databaseUrl);
  await expectExactFold(place.databaseUrl);
  await withClient(place.databaseUrl, (client) =>
    until('nothing is left behind', async () => {
      const left = await client.query(`select from pg_class where relnamespace = 'rebuild'::regnamespace`);
      return left.rowCount === 0;
    }),
  );
}, 240_000);

it('of rebuilds asked for at once, of two processes, one is begun (protection: the holds)', async () => {
  const other = await begin('api,projector');
  const asked = await Promise.all(
    [api, other, api, other, api, other].map((each) =>
      each.api.ask<OperationView>('POST', '/v1/admin/projections/attempts/rebuild', { body: {} }),
    ),
  );
  const begun = asked.filter(({ status }) => status === 202);
  expect(asked.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409, 409]);
  expect(await endOf(() => other.api, begun[0]!.body.id)).toMatchObject({ state: 'succeeded' });
  await caughtUp(place.databaseUrl);
  await expectExactFold(place.databaseUrl);
}, 120_000);
