/** A delivery worker is frozen in the middle of its attempts for longer than its claims last (G8). */
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { caughtUp, expectExactFold, readLog } from '../support/exact-fold.js';
import { tells } from '../support/figures.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { allSettled, attemptsOf, soundHistories, unsettledClaims } from '../support/sound-histories.js';
import { until } from '../support/until.js';

const INPUTS = 20;
const MAX_ATTEMPTS = 3;

const endings = new Endings();
let place: Place;
let destination: Destination;

const begin = (roles: string): Promise<Intake> =>
  endings.of(startIntake(place, { INTAKE_ROLES: roles }), (intake) => intake.kill());

beforeAll(async () => {
  place = await endings.of(freshPlace(), (made) => made.drop());
  destination = await endings.of(startDestination(), (server) => server.close());
}, 60_000);
afterAll(() => endings.all(), 60_000);

it('its claims are taken over, and what it says when it is back is refused by the log', async () => {
  const [{ api }, frozen] = await Promise.all([begin('api,relay,projector'), begin('delivery')]);
  await api.register('orders', {
    url: destination.url,
    timeoutMs: 5_000,
    concurrency: INPUTS,
    retry: { maxAttempts: MAX_ATTEMPTS, minDelayMs: 100, maxDelayMs: 100 },
  });
  // First attempts are left without an answer for now; later ones succeed for every other input, and fail for the rest.
  const held: ServerResponse[] = [];
  destination.answer = (response, { headers, body }) => {
    if (headers['intake-attempt'] === '1') held.push(response);
    else response.writeHead(Number(`${body}`) % 2 === 0 ? 200 : 503).end();
  };
  const answers = await Promise.all(Array.from({ length: INPUTS }, (_, n) => api.submit('orders', `${n}`)));
  const ids = answers.map(({ body }) => body.id);
  await until('all first attempts are under way', () => held.length === INPUTS);
  frozen.child.kill('SIGSTOP');
  expect(await unsettledClaims(place.databaseUrl)).toHaveLength(INPUTS);
  // They wait in its sockets for when it thaws.
  for (const response of held) response.end();

  const other = await begin('delivery');
  await allSettled(place.databaseUrl);
  const before = await readLog(place.databaseUrl);
  frozen.child.kill('SIGCONT');
  const told = () => frozen.child.lines.filter((line) => line.includes('delivery attempted')).length;
  await until('it has told how its attempts ended', () => told() === INPUTS, 60_000);

  // Of a machine with much to do, some may change hands twice.
  await tells(other.api, 'intake_delivery_claims_taken_over_total', {}, (count) => (count ?? 0) >= INPUTS);
  await tells(frozen.api, 'intake_delivery_late_outcomes_total', {}, (count) => count === INPUTS);
  expect(await readLog(place.databaseUrl)).toEqual(before);
  const histories = soundHistories(before);
  for (const [n, id] of ids.entries()) {
    const events = histories.get(`input-${id}`)!;
    const outcomes = attemptsOf(events).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(n % 2 === 0 ? ['unknown', 'delivered'] : ['unknown', 'http-error', 'http-error']);
    const requests = destination.received.filter(({ headers }) => headers['webhook-id'] === id);
    expect(requests.map(({ headers }) => headers['intake-attempt'])).toEqual(
      outcomes.map((_, index) => `${index + 1}`),
    );
  }
  await caughtUp(place.databaseUrl);
  await expectExactFold(place.databaseUrl);
}, 180_000);
