/** The figures that one looks for first. */
import type { Statistics } from '../../api/types.js';
import { Tile, Tiles } from '../../parts/tiles.js';
import { Time } from '../../parts/time.js';
import { newestLatency, totalOf } from '../../statistics/totals.js';
import { statisticsWords } from '../../statistics/words.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import { overviewWords } from './words.js';

export function HourTiles({ statistics: { buckets, now } }: { statistics: Statistics }) {
  const words = useWords(statisticsWords);
  const { lastHour } = useWords(overviewWords);
  const format = useFormat();
  const latency = newestLatency(buckets);
  const dead = totalOf(buckets, 'deadLettered');
  const show = (ms: number | null) => (ms === null ? '–' : format.duration(ms));
  return (
    <Tiles>
      <Tile title={words.accepted} note={lastHour}>
        {format.count(totalOf(buckets, 'received'))}
      </Tile>
      <Tile title={words.delivered} note={lastHour}>
        {format.count(totalOf(buckets, 'delivered'))}
      </Tile>
      <Tile title={words.failed} note={lastHour}>
        {format.count(totalOf(buckets, 'failedAttempts'))}
      </Tile>
      <Tile title={words.dead} note={lastHour} tone={dead > 0 && 'bad'}>
        {format.count(dead)}
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
    </Tiles>
  );
}
