/**
 * The process is killed in the middle of what an admin asks for: it is done and stands in the log with who did it, or neither
 * (protection: both are one transaction). What goes out to another server stands in the log first.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ProjectionView } from '../../src/views/projection.js';
import { withClient } from '../support/database.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { whileTheLogIsHeld } from '../support/held-log.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { startOperation } from '../support/operations.js';

/** Each waits for the log before it is answered. */
const ACTS = {
  pause: '/v1/admin/projections/inputs/pause',
  rebuild: '/v1/admin/projections/statistics/rebuild',
  test: '/v1/destinations/orders/test',
};

const endings = new Endings();
let place: Place;
let intake: Intake;
let server: Destination;

beforeAll(async () => {
  server = await endings.of(startDestination(), (made) => made.close());
  place = await endings.of(freshPlace(), (made) => made.drop());
  intake = await startIntake(place);
  endings.add(() => intake.kill());
  await intake.api.register('orders', { url: server.url });
}, 120_000);
afterAll(() => endings.all(), 60_000);

const look = <T>(statement: string): Promise<T[]> =>
  withClient(place.databaseUrl, async (owner) => (await owner.query(statement)).rows as T[]);
const told = async () =>
  (await look<{ type: string }>(`select type from intake.events order by position`)).map(({ type }) => type);
const operations = () => look(`select kind from intake.operations`);
const projection = async () => (await intake.api.read<ProjectionView>('/v1/admin/projections/inputs')).body;

it('killed before its events are in the log, nothing of it was done', async () => {
  const before = await told();
  await whileTheLogIsHeld({ url: place.databaseUrl }, async (waiting) => {
    const answers = Promise.allSettled(Object.values(ACTS).map((path) => intake.api.ask('POST', path)));
    const backends = await waiting(Object.keys(ACTS).length);
    await intake.kill();
    expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set(['rejected']));
    // PostgreSQL would notice that nobody is there any more when it is to answer, and have appended by then.
    await look(`select pg_terminate_backend(pid) from unnest(array[${backends}]) as pid`);
  });
  expect({ told: await told(), operations: await operations(), sent: server.received.length }).toEqual({
    ...{ told: before, operations: [], sent: 0 },
  });
  intake = await startIntake(place);
  expect((await projection()).state).toBe('live');
}, 120_000);

it('asked for again, each is done and told', async () => {
  const before = (await told()).length;
  await intake.api.ask('POST', ACTS.pause);
  await startOperation(intake.api, ACTS.rebuild);
  expect((await intake.api.ask('POST', ACTS.test)).status).toBe(200);
  expect((await told()).slice(before)).toEqual(['ProjectionPaused', 'OperationStarted', 'TestRequested']);
  expect(await operations()).toEqual([{ kind: 'rebuild' }]);
  expect([(await projection()).state, server.received.length]).toEqual(['paused', 1]);
}, 120_000);
