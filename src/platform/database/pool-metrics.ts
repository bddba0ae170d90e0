/** What Prometheus is told of the connections of this process: how many there are, and who waits for one. */
import type { Pool } from 'pg';
import type { Metrics } from '../http/metrics.js';

export function measurePools(metrics: Metrics, pools: Readonly<Record<string, Pool>>): void {
  const connections = metrics.gauge('intake_database_pool_connections', 'Connections to PostgreSQL', ['pool', 'state']);
  const most = metrics.gauge('intake_database_pool_max_connections', 'The most connections it may have', ['pool']);
  const waiting = metrics.gauge('intake_database_pool_waiting', 'Callers that wait for a connection', ['pool']);
  metrics.beforeScrape([connections, most, waiting], () => {
    for (const [pool, { totalCount, idleCount, waitingCount, options }] of Object.entries(pools)) {
      connections.set({ pool, state: 'idle' }, idleCount);
      connections.set({ pool, state: 'used' }, totalCount - idleCount);
      most.set({ pool }, options.max);
      waiting.set({ pool }, waitingCount);
    }
  });
}
