/** The process that takes batches is killed while one is appended: all of its lines came in, or none; sent again, all do, once. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { withClient } from '../support/database.js';
import { Endings } from '../support/endings.js';
import { freshPlace, type Place, startIntake } from '../support/intake.js';
import { until } from '../support/until.js';

const LINES = 1_000;
const KILLS = 3;
const BODY = Array.from({ length: LINES }, (_, n) => `{"n":${n},"text":"${'x'.repeat(1_000)}"}`).join('\n');

const endings = new Endings();
let place: Place;

const begin = () => endings.of(startIntake(place, { INTAKE_ROLES: 'api' }), (intake) => intake.kill());

beforeAll(async () => {
  place = await endings.of(freshPlace(), (made) => made.drop());
}, 60_000);
afterAll(() => endings.all(), 60_000);

const received = (key: string) =>
  withClient(place.databaseUrl, async (client) => {
    const { rows } = await client.query(
      `select count(*)::int as lines, count(distinct occurred_at)::int as transactions from intake.events
        where type = 'InputReceived' and data->>'idempotencyKey' = $1`,
      [key],
    );
    return rows[0] as { lines: number; transactions: number };
  });

/** Resolves as soon as an append works. */
const appending = () =>
  withClient(place.databaseUrl, (client) =>
    until('a batch is being appended', async () => {
      const { rowCount } = await client.query(
        `select from pg_stat_activity where datname = current_database() and application_name = 'intake append'
            and state = 'active'`,
      );
      return rowCount === 1;
    }),
  );

it('killed in the middle, it has all of them or none', async () => {
  let intake = await begin();
  await intake.api.register('orders', { url: 'http://127.0.0.1:1/' });
  const send = (key: string) =>
    intake.api.ask<{ items: { id: string; position: number }[] }>('POST', '/v1/destinations/orders/inputs/batch', {
      body: BODY,
      headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': key },
    });
  for (let kill = 1; kill <= KILLS; kill++) {
    const key = `batch ${kill}`;
    const cutOff = send(key).catch(() => null);
    await appending();
    await intake.kill();
    await cutOff;
    const gone = () =>
      withClient(place.databaseUrl, async (client) => {
        const { rowCount } = await client.query(
          `select from pg_stat_activity where datname = current_database() and application_name = 'intake append'`,
        );
        return rowCount === 0;
      });
    await until('its connection is gone', gone);
    expect([0, LINES]).toContain((await received(key)).lines);
    intake = await begin();
    const { status, body } = await send(key);
    expect({ status, inputs: new Set(body.items.map(({ id }) => id)).size }).toEqual({ status: 202, inputs: LINES });
    expect(await received(key)).toEqual({ lines: LINES, transactions: 1 });
  }
}, 240_000);
