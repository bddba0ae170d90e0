/** The figures that one looks for first. */
import type { ReactNode } from 'react';
import type { Statistics } from '../../api/types.js';
import { cx } from '../../parts/cx.js';
import { Time } from '../../parts/time.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './overview.module.css';
import { newestLatency, totalOf } from './totals.js';
import { overviewWords } from './words.js';

export function Tiles({ statistics: { buckets, now } }: { statistics: Statistics }) {
  const words = useWords(overviewWords);
  const format = useFormat();
  const latency = newestLatency(buckets);
  const dead = totalOf(buckets, 'deadLettered');
  const show = (ms: number | null) => (ms === null ? '–' : format.duration(ms));
  return (
    <dl className={cx('card', styles.tiles)}>
      <Tile title={words.accepted} note={words.lastHour}>
        {format.count(totalOf(buckets, 'received'))}
      </Tile>
      <Tile title={words.delivered} note={words.lastHour}>
        {format.count(totalOf(buckets, 'delivered'))}
      </Tile>
      <Tile title={words.failed} note={words.lastHour}>
        {format.count(totalOf(buckets, 'failedAttempts'))}
      </Tile>
      <Tile title={words.dead} note={words.lastHour}>
        <span className={cx(dead > 0 && styles.bad)}>{format.count(dead)}</span>
      </Tile>
      <Tile title={words.waiting} note={words.waitingWhy}>
        {format.count(now.queueDepth)}
      </Tile>
      <Tile title={words.oldest} note={now.oldestPending ? '' : words.nothingWaits}>
        {now.oldestPending ? <Time at={now.oldestPending} /> : '–'}
      </Tile>
      <Tile title={words.latency} note={words.latencyWhy} wide>
        {latency ? [latency.p50, latency.p95, latency.p99].map(show).join(' · ') : '–'}
      </Tile>
    </dl>
  );
}

function Tile({ title, note, wide, children }: { title: string; note: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={cx(styles.tile, wide && styles.wide)}>
      <dt>{title}</dt>
      <dd className="numbers">{children}</dd>
      <dd className={styles.small}>{note}</dd>
    </div>
  );
}
