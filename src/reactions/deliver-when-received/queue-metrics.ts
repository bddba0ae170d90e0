/** What Prometheus is told of all deliveries together, by each process that delivers: what waits, and what holds it back. */
import type { Pool } from 'pg';
import type { DeliverySwitch } from '../../commands/delivery-switch.js';
import { systemClock } from '../../platform/clock.js';
import type { Metrics } from '../../platform/http/metrics.js';
import type { Backlogs } from '../../views/backlog.js';
import { versionOf } from './claim-statements.js';

export interface QueueParts {
  backlogs: Backlogs;
  delivery: DeliverySwitch;
  pool: Pool;
}

/** A newer version of a destination begins with a closed breaker, and a deleted one has none. */
const BREAKERS = `
  select count(*) filter (where open_until > statement_timestamp()) as open,
         count(*) filter (where open_until <= statement_timestamp()) as "halfOpen"
    from intake.gates g where open_until is not null and version >= ${versionOf('g.destination')}`;

export function measureQueue(metrics: Metrics, parts: QueueParts): void {
  measureBacklog(metrics, parts);
  measureBreakers(metrics, parts);
  measureSwitch(metrics, parts);
}

function measureBacklog(metrics: Metrics, { backlogs }: QueueParts): void {
  const depth = metrics.gauge(
    'intake_delivery_queue_depth',
    'Whole system: inputs whose time has come and that are not settled',
  );
  const oldest = metrics.gauge(
    'intake_delivery_oldest_pending_seconds',
    'Whole system: how long the oldest of them has been wanted at its destination',
  );
  metrics.beforeScrape([depth, oldest], async () => {
    const { queueDepth, oldestPending } = await backlogs.of(null);
    const now = systemClock.now().getTime();
    depth.set(queueDepth);
    oldest.set(oldestPending === null ? 0 : Math.max(0, now - Date.parse(oldestPending)) / 1_000);
  });
}

function measureBreakers(metrics: Metrics, { pool }: QueueParts): void {
  const breakers = metrics.gauge(
    'intake_delivery_breakers',
    'Whole system: destinations whose breaker is not closed. half-open: the next attempt decides',
    ['state'],
  );
  metrics.beforeScrape([breakers], async () => {
    const { rows } = await pool.query<{ open: number; halfOpen: number }>({ name: 'breakers', text: BREAKERS });
    breakers.set({ state: 'open' }, rows[0]!.open);
    breakers.set({ state: 'half-open' }, rows[0]!.halfOpen);
  });
}

function measureSwitch(metrics: Metrics, { delivery }: QueueParts): void {
  const paused = metrics.gauge('intake_delivery_paused', 'Whole system: whether somebody has paused all sending');
  metrics.beforeScrape([paused], async () => paused.set(Number(await delivery.isPaused())));
}
