/** How Intake is, at a glance. */

import { useMay } from '../../app/session.js';
import { LivePill } from '../../parts/live-pill.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { StatisticsCharts } from '../../statistics/charts.js';
import { useWords } from '../../words/define-words.js';
import { Breakers } from './breakers.js';
import { Lags } from './lags.js';
import styles from './overview.module.css';
import { Parts } from './parts.js';
import { HourTiles } from './tiles.js';
import { title } from './title.js';
import { useHour } from './use-hour.js';

export default function Overview() {
  const words = useWords(title);
  const { hour, live } = useHour();
  const isAdmin = useMay('admin');
  return (
    <Page title={words.title} actions={<LivePill state={live} />}>
      <div className={styles.overview}>
        <Loaded query={hour}>
          {(statistics) => (
            <>
              <HourTiles statistics={statistics} />
              <StatisticsCharts statistics={statistics} />
            </>
          )}
        </Loaded>
        <div className={styles.cards}>
          <div className={styles.stack}>
            <Parts />
            <Breakers />
          </div>
          {isAdmin && <Lags />}
        </div>
      </div>
    </Page>
  );
}
