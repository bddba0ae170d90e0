/** What Prometheus is told of publishing: how far the topic is behind the log, and which process leads. */
import type { Metrics } from '../http/metrics.js';
import type { Relay } from './relay.js';
import type { RelayProgress } from './relay-progress.js';

export class RelayMetrics {
  private readonly publishedEvents;

  constructor(private readonly metrics: Metrics) {
    this.publishedEvents = metrics.counter(
      'intake_relay_published_events_total',
      'Events that this process has published and Kafka has acknowledged',
    );
  }

  readonly published = (events: number): void => this.publishedEvents.inc(events);

  watch(relay: Relay, progress: RelayProgress): void {
    const { metrics } = this;
    const leads = metrics.gauge('intake_relay_leads', 'Whether this process publishes: of all it is 1 in one');
    const events = metrics.gauge('intake_relay_lag_events', 'Whole system: events not published yet');
    const seconds = metrics.gauge(
      'intake_relay_lag_seconds',
      'Whole system: age of the oldest event not published yet',
    );
    metrics.beforeScrape([leads], () => leads.set(Number(relay.status().leads)));
    metrics.beforeScrape([events, seconds], async () => {
      const { lagEvents, lagMs } = await progress.now();
      events.set(lagEvents);
      seconds.set(lagMs / 1_000);
    });
  }
}
