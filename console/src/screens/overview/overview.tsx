/** How Intake is, at a glance. */

import { useMay } from '../../app/session.js';
import { sendLine } from '../../inputs/curl.js';
import { Stack } from '../../parts/columns.js';
import { LivePill } from '../../parts/live-pill.js';
import { Loaded } from '../../parts/loaded.js';
import { Nothing } from '../../parts/nothing.js';
import { Page } from '../../parts/page.js';
import { StatisticsCharts } from '../../statistics/charts.js';
import { isQuiet } from '../../statistics/totals.js';
import { useWords } from '../../words/define-words.js';
import { Breakers } from './breakers.js';
import { Lags } from './lags.js';
import styles from './overview.module.css';
import { Parts } from './parts.js';
import { HourTiles } from './tiles.js';
import { title } from './title.js';
import { useHour } from './use-hour.js';
import { overviewWords } from './words.js';

export default function Overview() {
  const words = useWords(overviewWords);
  const { hour, live } = useHour();
  const isAdmin = useMay('admin');
  return (
    <Page title={useWords(title).title} actions={<LivePill state={live} />}>
      <Stack>
        <Loaded query={hour}>
          {(statistics) => (
            <>
              <HourTiles statistics={statistics} />
              {isQuiet(statistics) ? (
                <div className="card">
                  <Nothing
                    icon="overview"
                    title={words.quiet}
                    why={words.quietWhy}
                    curl={sendLine(window.location.origin)}
                  />
                </div>
              ) : (
                <StatisticsCharts statistics={statistics} />
              )}
            </>
          )}
        </Loaded>
        <div className={styles.cards}>
          <Parts />
          <Stack>
            {isAdmin && <Lags />}
            <Breakers />
          </Stack>
        </div>
      </Stack>
    </Page>
  );
}
