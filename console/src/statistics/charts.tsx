/** What happened to inputs, bucket by bucket: how many, and how long it took. */
import type { Statistics } from '../api/types.js';
import { LineChart, type Series } from '../charts/line-chart.js';
import { Panel } from '../parts/panel.js';
import { useWords } from '../words/define-words.js';
import { useFormat } from '../words/format.js';
import styles from './statistics.module.css';
import { statisticsWords } from './words.js';

const STEPS = [
  [60_000, '1m'],
  [300_000, '5m'],
  [3_600_000, '1h'],
  [Number.POSITIVE_INFINITY, '1d'],
] as const;

export function StatisticsCharts({ statistics: { buckets, stepMs } }: { statistics: Statistics }) {
  const words = useWords(statisticsWords);
  const format = useFormat();
  const step = words[STEPS.find(([ms]) => ms >= stepMs)![1]];
  const times = buckets.map(({ from }) => from);
  const counts: Series[] = [
    { name: words.accepted, tone: 'blue', figures: buckets.map(({ counts }) => counts.received) },
    { name: words.delivered, tone: 'green', figures: buckets.map(({ counts }) => counts.delivered) },
    { name: words.failed, tone: 'amber', figures: buckets.map(({ counts }) => counts.failedAttempts) },
    { name: words.dead, tone: 'red', figures: buckets.map(({ counts }) => counts.deadLettered) },
  ];
  const latency: Series[] = [
    { name: 'p50', tone: 'cyan', figures: buckets.map(({ latencyMs }) => latencyMs.p50) },
    { name: 'p95', tone: 'blue', figures: buckets.map(({ latencyMs }) => latencyMs.p95) },
    { name: 'p99', tone: 'violet', figures: buckets.map(({ latencyMs }) => latencyMs.p99) },
  ];
  return (
    <div className={styles.charts}>
      <Panel title={words.counts(step)}>
        <LineChart label={words.countsLabel(step)} times={times} series={counts} show={format.count} />
      </Panel>
      <Panel title={words.latencyChart(step)}>
        <LineChart label={words.latencyLabel(step)} times={times} series={latency} show={format.duration} />
      </Panel>
    </div>
  );
}
