/** How it goes: figures, charts, and how attempts ended, over as long as the address says. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';
import { serverNow } from '../../api/server-clock.js';
import type { Statistics } from '../../api/types.js';
import { statisticsKey } from '../../destinations/use-last-hour.js';
import { cx } from '../../parts/cx.js';
import { Loaded } from '../../parts/loaded.js';
import { Panel } from '../../parts/panel.js';
import { Tabs } from '../../parts/tabs.js';
import { Tile, Tiles } from '../../parts/tiles.js';
import { Time } from '../../parts/time.js';
import { Link } from '../../routing/link.js';
import { useSearch } from '../../routing/search.js';
import { StatisticsCharts } from '../../statistics/charts.js';
import { outcomesOf, successOf, totalOf } from '../../statistics/totals.js';
import { statisticsWords } from '../../statistics/words.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './destination.module.css';
import { RANGE_NAMES, RANGES, rangeIn } from './ranges.js';
import { pageWords } from './words.js';

const MINUTE_MS = 60_000;

export function Figures({ name }: { name: string }) {
  const words = useWords(pageWords);
  const [search, change] = useSearch();
  const range = rangeIn(search);
  const statistics = useQuery({
    queryKey: [...statisticsKey(name), range],
    queryFn: () => {
      const { ms, step } = RANGES[range];
      const query = { from: new Date(serverNow() - ms).toISOString(), step };
      return ask(api.GET('/v1/destinations/{name}/stats', { params: { path: { name }, query } }));
    },
    refetchInterval: MINUTE_MS,
    placeholderData: (before) => before,
  });
  return (
    <>
      <div className={styles.head}>
        <Tabs
          label={words.range}
          tabs={RANGE_NAMES.map((id) => ({ id, title: words[id] }))}
          at={range}
          onChange={(chosen) => change({ range: chosen })}
        />
        <div className={styles.links}>
          <Link to={`/inputs?destination=${name}`}>{words.inputs}</Link>
          <Link to={`/inputs?destination=${name}&status=deadLettered`}>{words.deadLetters}</Link>
        </div>
      </div>
      <Loaded query={statistics}>
        {(shown) => (
          <>
            <FigureTiles statistics={shown} />
            <StatisticsCharts statistics={shown} />
            <Outcomes statistics={shown} />
          </>
        )}
      </Loaded>
    </>
  );
}

function FigureTiles({ statistics: { buckets, now } }: { statistics: Statistics }) {
  const words = useWords(pageWords);
  const names = useWords(statisticsWords);
  const format = useFormat();
  const { good, bad, rate } = successOf(buckets);
  const dead = totalOf(buckets, 'deadLettered');
  return (
    <Tiles>
      <Tile title={words.success} note={words.successWhy} tone={rate !== null && (bad > 0 ? undefined : 'good')}>
        {rate === null ? '–' : format.percent(rate)}
      </Tile>
      <Tile title={names.delivered} note={names.attempts(format.count(good + bad))}>
        {format.count(totalOf(buckets, 'delivered'))}
      </Tile>
      <Tile title={names.dead} note="" tone={dead > 0 && 'bad'}>
        {format.count(dead)}
      </Tile>
      <Tile title={names.waiting} note={now.oldestPending ? '' : names.nothingWaits}>
        {format.count(now.queueDepth)}
        {now.oldestPending && (
          <small className={styles.since}>
            <Time at={now.oldestPending} />
          </small>
        )}
      </Tile>
    </Tiles>
  );
}

function Outcomes({ statistics: { buckets } }: { statistics: Statistics }) {
  const words = useWords(pageWords);
  const format = useFormat();
  const outcomes = outcomesOf(buckets);
  const most = outcomes[0]?.[1] ?? 0;
  return (
    <Panel title={words.outcomes}>
      {outcomes.length === 0 && <p className="soft">{words.noOutcomes}</p>}
      <ul className={styles.outcomes}>
        {outcomes.map(([outcome, count]) => (
          <li key={outcome}>
            <code>{outcome}</code>
            <span
              className={cx(styles.bar, outcome === 'delivered' && styles.good)}
              style={{ width: `${(count / most) * 100}%` }}
            />
            <span className="numbers">{format.count(count)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
