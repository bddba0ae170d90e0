/** The process is killed in the middle of retrying many: it goes on by itself, and each is asked once. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { OperationView } from '../../src/views/operation.js';
import { withClient } from '../support/database.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { endOf, startOperation } from '../support/operations.js';
import { writeSettledInputs } from '../support/settled-inputs.js';
import { until } from '../support/until.js';

const DEAD = 3_000;
const KILLS = 3;

const endings = new Endings();
let place: Place;
let intake: Intake;
let server: Destination;

beforeAll(async () => {
  server = await endings.of(startDestination(), (made) => made.close());
  place = await endings.of(freshPlace(), (made) => made.drop());
  intake = await startIntake(place);
  endings.add(() => intake.kill());
  await writeSettledInputs(place.databaseUrl, DEAD, 'InputDeadLettered');
  // What is brought on its way is dead again at once, and fits the filter as before.
  server.answer = (response) => {
    response.statusCode = 400;
    response.end();
  };
  await intake.api.register('orders', { url: server.url, concurrency: 200 });
}, 120_000);
afterAll(() => endings.all(), 60_000);

const retries = (): Promise<number[]> =>
  withClient(place.databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ count: number }>(
      `select count(*)::integer as count from intake.events where type = 'InputRetryRequested' group by stream`,
    );
    return rows.map(({ count }) => count);
  });
const operation = async (id: string): Promise<OperationView> =>
  (await intake.api.read<OperationView>(`/v1/admin/operations/${id}`)).body;

it('killed again and again, each is retried once (protection: its own stream knows that it was)', async () => {
  const { id } = await startOperation(intake.api, '/v1/inputs/retry', { filter: { status: ['deadLettered'] } });
  for (let kill = 1; kill <= KILLS; kill++) {
    const wanted = (kill * DEAD) / (KILLS + 2);
    await until('it has come further', async () => (await retries()).length >= wanted, 60_000);
    await intake.kill();
    // As if it had died before it could save any of it: all is asked again, and by the next one as soon as it starts.
    await withClient(place.databaseUrl, (owner) =>
      owner.query(
        `update intake.operations set saved = saved::jsonb || '{"position": 0, "asking": null}', lease_until = clock_timestamp()
          where id = $1 and saved is not null and state = 'running'`,
        [id],
      ),
    );
    intake = await startIntake(place);
  }
  expect(await endOf(() => intake.api, id, 90_000)).toMatchObject({ state: 'succeeded', error: null });
  const { result } = await operation(id);
  expect(result).toEqual({ done: expect.any(Number), skipped: 0, failed: 0, reasons: {} });
  const counts = await retries();
  expect(counts).toHaveLength(DEAD);
  expect(new Set(counts)).toEqual(new Set([1]));
}, 240_000);
