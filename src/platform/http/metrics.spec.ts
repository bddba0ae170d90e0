/** What Prometheus is told, also when something cannot be looked up. */
import { expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

it('what is looked up at a scrape is told; a look-up that fails takes nothing else away', async () => {
  const metrics = new Metrics();
  const queue = metrics.gauge('queue_depth', 'Waiting', ['name'] as const);
  const broken = metrics.gauge('broken', 'Never known', ['name'] as const);
  let depth = 2;
  metrics.beforeScrape(async () => queue.set({ name: 'a' }, depth++));
  metrics.beforeScrape(async () => {
    broken.reset();
    throw new Error('away');
  });
  const [first, second] = [await metrics.scrape(), await metrics.scrape()];
  expect(first.contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(first.text).toContain('queue_depth{name="a"} 2');
  expect(second.text).toContain('queue_depth{name="a"} 3');
  expect(second.text).not.toMatch(/^broken\{/m);
  expect(second.text).toMatch(/^process_cpu_seconds_total /m);
});
