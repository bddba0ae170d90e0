/**
 * What Prometheus is told of attempts made by this process. Never by destination: there may be thousands, and each has its
 * statistics (`/v1/destinations/{name}/stats`).
 */
import { type Attempt, attemptOutcomes } from '../../events/shapes.js';
import type { Metrics } from '../../platform/http/metrics.js';

/** Up to the longest time-out of an attempt. */
const ATTEMPT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 30, 60, 120];
/** From at once to what has outlasted a night. */
const LATENCY_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 1_800, 7_200, 43_200, 172_800];

/** An attempt whose end was brought into the log, or came too late. */
export interface Told {
  attempt: Pick<Attempt, 'outcome' | 'durationMs'>;
  latencyMs: number | null;
  /** false: it was recorded as lost before. */
  taken: boolean;
}

export class DeliveryMetrics {
  private readonly attempts;
  private readonly durations;
  private readonly latencies;
  private readonly late;
  private readonly takenOver;

  constructor(private readonly metrics: Metrics) {
    this.attempts = metrics.counter('intake_delivery_attempts_total', 'Attempts, by their outcome', ['outcome']);
    for (const outcome of attemptOutcomes) this.attempts.inc({ outcome }, 0);
    this.durations = metrics.histogram(
      'intake_delivery_attempt_duration_seconds',
      'One request to a destination, whatever came of it',
      ATTEMPT_SECONDS,
    );
    this.latencies = metrics.histogram(
      'intake_delivery_latency_seconds',
      'From when an input was wanted at its destination until it was delivered there, all attempts included',
      LATENCY_SECONDS,
    );
    this.late = metrics.counter(
      'intake_delivery_late_outcomes_total',
      'Attempts that ended when they were recorded as lost already: their worker had held up its lease',
    );
    this.takenOver = metrics.counter(
      'intake_delivery_claims_taken_over_total',
      'Claims of a worker that was not heard of in time, taken over by this process',
    );
  }

  /** `count`: how many attempts are under way. */
  watch(count: () => number): void {
    const underWay = this.metrics.gauge('intake_delivery_attempts_in_flight', 'Claimed inputs on their way');
    this.metrics.beforeScrape([underWay], () => underWay.set(count()));
  }

  attempted({ attempt: { outcome, durationMs }, latencyMs, taken }: Told): void {
    if (!taken) {
      this.late.inc();
      return;
    }
    this.attempts.inc({ outcome });
    this.durations.observe(durationMs / 1_000);
    if (outcome === 'delivered' && latencyMs !== null) this.latencies.observe(latencyMs / 1_000);
  }

  tookOver(claims: number): void {
    this.takenOver.inc(claims);
  }
}
