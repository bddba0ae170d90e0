/** PostgreSQL is frozen while Prometheus asks: what is looked up there is missing, and told again afterwards; all else is told. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Endings } from '../support/endings.js';
import { Figures, tells } from '../support/figures.js';
import { freshPlace, type Intake, startIntake } from '../support/intake.js';
import { type OwnServer, ownPostgres } from '../support/own-servers.js';
import { until } from '../support/until.js';

const LOOKED_UP = [
  'intake_delivery_breakers',
  'intake_delivery_oldest_pending_seconds',
  'intake_delivery_paused',
  'intake_delivery_queue_depth',
  'intake_log_position',
  'intake_projection_lag_seconds',
  'intake_projection_parked_events',
  'intake_relay_lag_seconds',
];
const COUNTED = [
  'intake_append_events_total',
  'intake_database_pool_waiting',
  'intake_process_role',
  'intake_relay_leads',
];
/** Shorter than Prometheus waits. */
const ANSWERED_WITHIN_MS = 8_000;

const endings = new Endings();
let postgres: OwnServer;
let intake: Intake;

beforeAll(async () => {
  postgres = await endings.of(ownPostgres(), (server) => server.end());
  const place = await freshPlace({ postgres });
  intake = await endings.of(startIntake(place), (started) => started.kill());
}, 120_000);
afterAll(() => endings.all(), 60_000);

/** A machine with much to do may need a second look. */
const allKnown = () =>
  until('all that is looked up is told', async () => {
    return known(await Figures.of(intake.api), LOOKED_UP).length === LOOKED_UP.length;
  });

const known = (figures: Figures, names: string[]) => names.filter((name) => figures.sum(name) !== null);

it('only its values are missing, and it is said that they are', async () => {
  await allKnown();
  await postgres.freeze();
  await tells(intake.api, 'intake_health_check_ok', { check: 'postgres' }, (value) => value === 0);
  const begin = performance.now();
  const away = await Figures.of(intake.api);
  expect(performance.now() - begin).toBeLessThan(ANSWERED_WITHIN_MS);
  expect(known(away, [...LOOKED_UP, ...COUNTED])).toEqual(COUNTED);
  expect(away.sum('intake_scrape_failed_lookups')).toBeGreaterThan(0);
  await postgres.thaw();
  await allKnown();
  await tells(intake.api, 'intake_scrape_failed_lookups', {}, (value) => value === 0);
}, 120_000);
