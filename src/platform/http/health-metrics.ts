/** What Prometheus is told of health: what `/health/ready` would say now. */
import type { HealthRegistry } from './health.js';
import type { Metrics } from './metrics.js';

export function measureHealth(metrics: Metrics, health: HealthRegistry): void {
  const ok = metrics.gauge('intake_health_check_ok', 'Whether a check of /health/ready passes: 1 or 0', ['check']);
  metrics.beforeScrape([ok], async () => {
    const { checks } = await health.readiness();
    for (const [check, result] of Object.entries(checks)) ok.set({ check }, Number(result.ok));
  });
}
