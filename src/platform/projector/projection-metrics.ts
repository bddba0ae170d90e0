/** What Prometheus is told of the read models, looked up at each scrape. */
import type { Metrics } from '../http/metrics.js';
import type { Lags } from './lag.js';
import type { Projection } from './projection.js';

const LABELS = ['projection'] as const;

export function measureProjections(metrics: Metrics, lags: Lags, projections: readonly Projection[]): void {
  const gauges = {
    parked: metrics.gauge('intake_projection_parked_events', 'Streams parked at an event it cannot apply', LABELS),
    events: metrics.gauge('intake_projection_lag_events', 'Events of the log beyond its position', LABELS),
    seconds: metrics.gauge('intake_projection_lag_seconds', 'Age of its oldest event not applied yet', LABELS),
  };
  metrics.beforeScrape(async () => {
    // What cannot be looked up now is not told as it was.
    for (const gauge of Object.values(gauges)) gauge.reset();
    const measure = async (projection: Projection) => {
      const { parked, lagEvents, lagMs } = await lags.of(projection);
      const labels = { projection: projection.name };
      gauges.parked.set(labels, parked);
      gauges.events.set(labels, lagEvents);
      gauges.seconds.set(labels, lagMs / 1_000);
    };
    await Promise.all(projections.map(measure));
  });
}
