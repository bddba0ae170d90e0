/** The rows of the list. */
import type { Destination } from '../../api/types.js';
import { SuccessBars } from '../../charts/success-bars.js';
import { BreakerPill, StatePill } from '../../destinations/state-pills.js';
import { useLastHour } from '../../destinations/use-last-hour.js';
import { Time } from '../../parts/time.js';
import { Cell, VirtualList } from '../../parts/virtual-list.js';
import { Link } from '../../routing/link.js';
import { successOf } from '../../statistics/totals.js';
import { statisticsWords } from '../../statistics/words.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './destinations.module.css';
import { title } from './title.js';
import { listWords } from './words.js';

interface Props {
  destinations: readonly Destination[];
  hasMore: boolean;
  failed: boolean;
  onMore(): void;
}

export function DestinationRows({ destinations, hasMore, failed, onMore }: Props) {
  const words = useWords(listWords);
  return (
    <VirtualList
      label={useWords(title).title}
      columns={styles.columns}
      head={[words.name, words.state, words.success, words.waiting, words.changed]}
      items={destinations}
      keyOf={({ name }) => name}
      row={(destination) => <Row destination={destination} />}
      hasMore={hasMore}
      failed={failed}
      onMore={onMore}
    />
  );
}

function Row({ destination: { name, url, state, breaker, changedAt } }: { destination: Destination }) {
  return (
    <>
      <Cell>
        <Link to={`/destinations/${name}`} className={styles.name}>
          {name}
        </Link>
        <span className={styles.url} title={url}>
          {url}
        </span>
      </Cell>
      <Cell className={styles.pills}>
        <StatePill state={state} />
        {breaker !== 'closed' && <BreakerPill breaker={breaker} />}
      </Cell>
      <Figures name={name} />
      <Cell className="soft">
        <Time at={changedAt} />
      </Cell>
    </>
  );
}

/** Asked for by those rows alone that are in sight. */
function Figures({ name }: { name: string }) {
  const words = useWords(statisticsWords);
  const format = useFormat();
  const { data } = useLastHour(name);
  if (!data) {
    return (
      <>
        <Cell />
        <Cell />
      </>
    );
  }
  const { good, bad, rate } = successOf(data.buckets);
  const says = rate === null ? words.noAttempts : words.succeeded(format.percent(rate), format.count(good + bad));
  const bars = data.buckets.map((bucket) => ({ ...successOf([bucket]), key: bucket.from }));
  return (
    <>
      <Cell className={styles.success}>
        <span className="numbers" title={says}>
          {rate === null ? '–' : format.percent(rate)}
        </span>
        <SuccessBars label={says} bars={bars} />
      </Cell>
      <Cell className="numbers">{format.count(data.now.queueDepth)}</Cell>
    </>
  );
}
