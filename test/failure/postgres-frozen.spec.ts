/** PostgreSQL is frozen under a flood of large inputs: nothing is lost, memory stays flat, and it goes on by itself (G13, G14). */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Answer } from '../support/api.js';
import { withClient } from '../support/database.js';
import { Endings } from '../support/endings.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { type OwnServer, ownPostgres } from '../support/own-servers.js';
import { residentBytes } from '../support/process.js';
import { until } from '../support/until.js';

/** Together their bodies are more than may wait for the log. */
const CLIENTS = 300;
const BODY = Buffer.alloc(256 * 1024, 'x');
/** What waits for the log, as bytes, as an event and as a parameter; however long it goes on. */
const MAX_GROWTH_BYTES = 350 * 1024 * 1024;
const FROZEN_FOR_MS = 8_000;
/** What its life may take, at most once in ten: the machine may do other things as well. */
const SLOW_MS = 1_000;
/** After which a probe takes it for dead (deploy/kubernetes). */
const PROBE_MS = 5_000;

const endings = new Endings();
let postgres: OwnServer;
let place: Place;
let intake: Intake;

beforeAll(async () => {
  postgres = await endings.of(ownPostgres(), (server) => server.end());
  place = await freshPlace({ postgres });
  intake = await endings.of(startIntake(place, { INTAKE_ROLES: 'api' }), (started) => started.kill());
  await intake.api.register('orders', { url: 'http://127.0.0.1:9/in' });
}, 120_000);
afterAll(() => endings.all(), 60_000);

const memory = () => residentBytes(intake.child.pid);

it('the answer is 202 or 503, memory stays flat, it says that it lives, and afterwards it goes on', async () => {
  const answers: Answer[] = [];
  let flooding = true;
  const client = async () => {
    while (flooding) {
      const answer = await intake.api.submit('orders', BODY);
      answers.push(answer);
      // As a client does that was told to come again.
      if (answer.status !== 202) await pause(500);
    }
  };
  await intake.api.take('orders', BODY);
  const before = memory();
  await postgres.freeze();
  const clients = Array.from({ length: CLIENTS }, client);
  const sizes: number[] = [];
  const livesMs: number[] = [];
  const end = performance.now() + FROZEN_FOR_MS;
  await until(
    'it was frozen long enough',
    async () => {
      const begin = performance.now();
      expect((await intake.api.get('/health/live')).status).toBe(200);
      livesMs.push(performance.now() - begin);
      sizes.push(memory());
      return performance.now() > end;
    },
    60_000,
  );
  expect(answers.some(({ status }) => status === 503)).toBe(true);
  await postgres.thaw();
  const taken = () => answers.filter(({ status }) => status === 202).length;
  const thawed = taken();
  await until('inputs are taken again', () => taken() > thawed + 50, 60_000);
  flooding = false;
  await Promise.all(clients);

  for (const { status, headers } of answers) {
    expect([202, 503]).toContain(status);
    if (status === 503) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect({ grown: Math.max(...sizes) - before < MAX_GROWTH_BYTES, sizes, before }).toMatchObject({ grown: true });
  const slow = livesMs.filter((ms) => ms > SLOW_MS);
  expect({ quick: slow.length <= livesMs.length / 10, livesMs }).toMatchObject({ quick: true });
  expect(Math.max(...livesMs)).toBeLessThan(PROBE_MS);
  const acknowledged = answers.flatMap(({ status, body }) => (status === 202 ? [(body as { id: string }).id] : []));
  await withClient(place.databaseUrl, async (owner) => {
    const { rows } = await owner.query(
      `select count(*)::int as found from intake.events where type = 'InputReceived' and stream = any($1)`,
      [acknowledged.map((id) => `input-${id}`)],
    );
    expect(rows[0].found).toBe(acknowledged.length);
  });
}, 240_000);
