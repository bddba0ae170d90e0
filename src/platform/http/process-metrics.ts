/** What Prometheus is told of the process itself: what it is, its processor, its memory, its event loop. */
import { collectDefaultMetrics } from 'prom-client';
import type { Config } from '../../config.js';
import { version } from '../version.js';
import type { Metrics } from './metrics.js';

/** Gauges named like counters, whose parts are told by type under a better name. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

export function measureProcess(metrics: Metrics, roles: Config['roles']): void {
  collectDefaultMetrics({ register: metrics.registry });
  for (const name of MISNAMED) metrics.registry.removeSingleMetric(name);
  metrics.gauge('intake_build_info', 'The build of this process: always 1', ['version']).set({ version }, 1);
  const role = metrics.gauge('intake_process_role', 'A role that this process has: always 1', ['role']);
  for (const each of roles) role.set({ role: each }, 1);
}
