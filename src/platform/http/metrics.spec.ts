/** What Prometheus is told, also when something cannot be looked up, and however often it asks. */
import { beforeEach, expect, it } from '@jest/globals';
import { systemClock } from '../clock.js';
import { Metrics } from './metrics.js';

let nowMs: number;
let metrics: Metrics;

beforeEach(() => {
  nowMs = 0;
  metrics = new Metrics({ ...systemClock, monotonicMs: () => nowMs });
});

async function scraped(): Promise<string> {
  const { text } = await metrics.scrape();
  nowMs += 2_000;
  return text;
}

it('what is looked up is told as it is at each scrape', async () => {
  const queue = metrics.gauge('queue_depth', 'Waiting', ['name']);
  let depth = 2;
  metrics.beforeScrape([queue], async () => queue.set({ name: 'a' }, depth++));
  expect(await scraped()).toContain('queue_depth{name="a"} 2');
  expect(await scraped()).toContain('queue_depth{name="a"} 3');
  expect((await metrics.scrape()).contentType).toMatch(/^text\/plain; version=0\.0\.4/);
});

it('what cannot be looked up is not told as it was, nor as 0; all else is, and that something is missing', async () => {
  const [known, plain, labelled] = [
    metrics.gauge('known', 'Known'),
    metrics.gauge('plain', 'Known once'),
    metrics.gauge('labelled', 'Known once', ['name']),
  ];
  let away = false;
  metrics.beforeScrape([known], () => known.set(1));
  metrics.beforeScrape([plain, labelled], async () => {
    if (away) throw new Error('away');
    plain.set(1);
    labelled.set({ name: 'a' }, 1);
  });
  for (const line of [/^plain 1$/m, /^labelled\{name="a"\} 1$/m, /^intake_scrape_failed_lookups 0$/m])
    expect(await scraped()).toMatch(line);
  away = true;
  const text = await scraped();
  expect(text).toMatch(/^known 1$/m);
  expect(text).toMatch(/^intake_scrape_failed_lookups 1$/m);
  expect(text).not.toMatch(/^(plain|labelled)[ {]/m);
});

it('what never comes is not waited for, and not looked up a second time beside it', async () => {
  const [stuck, known] = [metrics.gauge('stuck', 'Never known'), metrics.gauge('known', 'Known')];
  let looks = 0;
  metrics.beforeScrape([known], () => known.set(1));
  metrics.beforeScrape([stuck], () => new Promise(() => void looks++));
  const [first] = await Promise.all([scraped(), scraped()]);
  expect(first).toMatch(/^known 1$/m);
  expect(first).not.toMatch(/^stuck /m);
  expect(looks).toBe(1);
});

it('is looked up once a second, however many ask', async () => {
  const gauge = metrics.gauge('looks', 'Looks');
  let looks = 0;
  metrics.beforeScrape([gauge], async () => gauge.set(++looks));
  const texts = await Promise.all(Array.from({ length: 50 }, () => metrics.scrape()));
  expect(texts.map(({ text }) => /^looks (\d+)$/m.exec(text)?.[1])).toEqual(Array(50).fill('1'));
  nowMs += 999;
  expect((await metrics.scrape()).text).toMatch(/^looks 1$/m);
  nowMs += 1;
  expect((await metrics.scrape()).text).toMatch(/^looks 2$/m);
});
