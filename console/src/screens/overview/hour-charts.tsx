/** The last hour as it went. */
import type { Statistics } from '../../api/types.js';
import { LineChart, type Series } from '../../charts/line-chart.js';
import { cx } from '../../parts/cx.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './overview.module.css';
import { overviewWords } from './words.js';

export function HourCharts({ statistics: { buckets } }: { statistics: Statistics }) {
  const words = useWords(overviewWords);
  const format = useFormat();
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
      <section className={cx('card', styles.panel)}>
        <h2>{words.perMinute}</h2>
        <LineChart label={words.perMinuteLabel} times={times} series={counts} show={format.count} />
      </section>
      <section className={cx('card', styles.panel)}>
        <h2>{words.latencyChart}</h2>
        <LineChart label={words.latencyLabel} times={times} series={latency} show={format.duration} />
      </section>
    </div>
  );
}
