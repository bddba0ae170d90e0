/**
 * What Prometheus is told. A part adds its own in one place: counters and histograms that it counts up, gauges that are
 * looked up before each scrape. A look-up that fails or takes too long takes only its own values away.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { systemClock } from '../clock.js';
import { within } from '../waiting.js';
import { LookUp } from './look-up.js';

/** Longer than a check of health takes at most, shorter than Prometheus waits. */
const PATIENCE_MS = 3_000;

export class Metrics {
  readonly registry = new Registry();
  private readonly lookUps: LookUp[] = [];
  /** Of each gauge what leaves it without a value: `reset` would set one that has no labels to 0. */
  private readonly forgetting = new Map<Gauge, () => void>();
  private readonly failed = this.gauge(
    'intake_scrape_failed_lookups',
    'Look-ups of this scrape that failed or came too late: what they would tell is missing',
  );

  constructor(private readonly clock = systemClock) {}

  counter<L extends string>(name: string, help: string, labels: readonly L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames: labels, registers: [this.registry] });
  }

  gauge<L extends string>(name: string, help: string, labels: readonly L[] = []): Gauge<L> {
    const gauge = new Gauge({ name, help, labelNames: labels, registers: [this.registry] });
    this.forgetting.set(gauge, () => (labels.length === 0 ? gauge.remove() : gauge.reset()));
    return gauge;
  }

  histogram<L extends string>(
    name: string,
    help: string,
    buckets: readonly number[],
    labels: readonly L[] = [],
  ): Histogram<L> {
    return new Histogram({ name, help, buckets: [...buckets], labelNames: labels, registers: [this.registry] });
  }

  /** These gauges have a value only if `look` sets it now. */
  beforeScrape(gauges: readonly Gauge[], look: () => void | Promise<void>): void {
    const forget = () => {
      for (const gauge of gauges) this.forgetting.get(gauge)?.();
    };
    this.lookUps.push(new LookUp(look, forget, this.clock));
  }

  async scrape(): Promise<{ contentType: string; text: string }> {
    const looks = await Promise.allSettled(this.lookUps.map((lookUp) => within(PATIENCE_MS, lookUp.refresh())));
    this.failed.set(looks.filter(({ status }) => status === 'rejected').length);
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}
