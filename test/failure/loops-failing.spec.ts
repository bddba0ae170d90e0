/** A process whose parts cannot do their work says so, and is ready again by itself (G14). */
import { afterAll, beforeAll, it } from '@jest/globals';
import { withClient } from '../support/database.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { until } from '../support/until.js';

let place: Place;
let delivery: Intake;

beforeAll(async () => {
  place = await freshPlace();
  delivery = await startIntake(place, { INTAKE_ROLES: 'delivery' });
}, 60_000);
afterAll(async () => {
  await delivery.stop();
  await place.drop();
}, 60_000);

const owner = (statement: string) => withClient(place.databaseUrl, (client) => client.query(statement));
const answers = (status: number) =>
  until(
    `ready answers ${status}`,
    async () => {
      const { status: now, body } = await delivery.api.get<{ checks: Record<string, { ok: boolean }> }>(
        '/health/ready',
      );
      return now === status && body.checks.loops!.ok === (status === 200) && body.checks.postgres!.ok;
    },
    60_000,
  );

it('a delivery that can claim nothing for long is not ready, until it can again', async () => {
  await answers(200);
  await owner('alter table intake.claims rename to claims_aside');
  await answers(503);
  await owner('alter table intake.claims_aside rename to claims');
  await answers(200);
}, 150_000);
