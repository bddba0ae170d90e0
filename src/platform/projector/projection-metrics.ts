/** What Prometheus is told of the read models, looked up at each scrape. */
import type { Metrics } from '../http/metrics.js';
import type { Lags } from './lag.js';
import type { Projection } from './projection.js';

const LABELS = ['projection'] as const;

export function measureProjections(metrics: Metrics, lags: Lags, projections: readonly Projection[]): void {
  const gauge = (name: string, help: string) =>
    metrics.gauge(`intake_projection_${name}`, `Whole system: ${help}`, LABELS);
  const parked = gauge('parked_events', 'streams parked at an event that the read model cannot apply');
  const events = gauge('lag_events', 'events of the log beyond the position of the read model');
  const seconds = gauge('lag_seconds', 'age of the oldest event that is not in the read model yet');
  metrics.beforeScrape([parked, events, seconds], async () => {
    // One after the other: a scrape takes one connection from those who ask.
    for (const projection of projections) {
      const lag = await lags.of(projection);
      const labels = { projection: projection.name };
      parked.set(labels, lag.parked);
      events.set(labels, lag.lagEvents);
      seconds.set(labels, lag.lagMs / 1_000);
    }
  });
}
