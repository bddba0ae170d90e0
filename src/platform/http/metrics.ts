/**
 * What Prometheus is told. A part adds its own in one place: `metrics.gauge(…)`, and `metrics.beforeScrape(…)` for what
 * has to be looked up. A look-up that fails takes only its own values away.
 */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { within } from '../waiting.js';

const PATIENCE_MS = 2_000;

export class Metrics {
  private readonly registry = new Registry();
  private readonly lookUps: (() => Promise<void>)[] = [];

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  gauge<L extends string>(name: string, help: string, labels: readonly L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames: labels, registers: [this.registry] });
  }

  beforeScrape(lookUp: () => Promise<void>): void {
    this.lookUps.push(lookUp);
  }

  async scrape(): Promise<{ contentType: string; text: string }> {
    await Promise.allSettled(this.lookUps.map((lookUp) => within(PATIENCE_MS, lookUp())));
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}
