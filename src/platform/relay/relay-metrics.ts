/** What Prometheus is told of publishing: how far the topic is behind the log, and which process leads. */
import type { Pool } from 'pg';
import type { Metrics } from '../http/metrics.js';
import type { Relay } from './relay.js';

interface RelayLag {
  events: number;
  seconds: number;
}

/** Two steps through an index, however long the log is and however far it is behind. */
const RELAY_LAG = `
  select coalesce((select max(position) from intake.events), 0) - r.checkpoint as events,
         coalesce((select extract(epoch from clock_timestamp() - occurred_at)::float8
                     from intake.events where position = r.checkpoint + 1), 0) as seconds
    from intake.relay r`;

export class RelayMetrics {
  private readonly publishedEvents;

  constructor(private readonly metrics: Metrics) {
    this.publishedEvents = metrics.counter(
      'intake_relay_published_events_total',
      'Events that this process has published and Kafka has acknowledged',
    );
  }

  readonly published = (events: number): void => this.publishedEvents.inc(events);

  watch(relay: Relay, pool: Pool): void {
    const { metrics } = this;
    const leads = metrics.gauge('intake_relay_leads', 'Whether this process publishes: of all it is 1 in one');
    const events = metrics.gauge('intake_relay_lag_events', 'Whole system: events not published yet');
    const seconds = metrics.gauge(
      'intake_relay_lag_seconds',
      'Whole system: age of the oldest event not published yet',
    );
    metrics.beforeScrape([leads], () => leads.set(Number(relay.status().leads)));
    metrics.beforeScrape([events, seconds], async () => {
      const { rows } = await pool.query<RelayLag>({ name: 'relay-lag', text: RELAY_LAG });
      events.set(rows[0]!.events);
      seconds.set(Math.max(0, rows[0]!.seconds));
    });
  }
}
