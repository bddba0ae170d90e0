/** Who did what: newest first, from the log itself. */
import { useMemo } from 'react';
import { serverNow } from '../../api/server-clock.js';
import { Button } from '../../parts/button.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { Time } from '../../parts/time.js';
import { useSearch } from '../../routing/search.js';
import { useWords } from '../../words/define-words.js';
import { ActRows } from './act-rows.js';
import styles from './audit.module.css';
import { FilterBar } from './filter-bar.js';
import { cleared, isNarrowed, wantedOf } from './filters.js';
import { title } from './title.js';
import { useActs } from './use-acts.js';
import { auditWords } from './words.js';

const CURL = `curl -s '${window.location.origin}/v1/admin/events?actor=admin' -H "Authorization: Bearer $INTAKE_KEY"`;

export default function Audit() {
  const words = useWords(auditWords);
  const [search, change] = useSearch();
  // "The last hour" is counted from when it was asked for: else each look would be another trail.
  const wanted = useMemo(() => wantedOf(search, serverNow()), [search]);
  const list = useActs(wanted);
  const last = list.data?.pages.at(-1);
  const onMore = () => !list.isFetchingNextPage && void list.fetchNextPage();
  return (
    <Page title={useWords(title).title}>
      <FilterBar search={search} onChange={change} />
      <Loaded
        query={list}
        isEmpty={({ pages }) => !list.hasNextPage && pages.every(({ items }) => items.length === 0)}
        onClearFilters={isNarrowed(search) ? () => change(cleared) : undefined}
        empty={{ icon: 'audit', title: words.emptyTitle, why: words.emptyWhy, curl: CURL }}
      >
        {({ pages }) => (
          <ActRows
            acts={pages.flatMap(({ items }) => items)}
            hasMore={list.hasNextPage && last!.items.length > 0}
            failed={list.isFetchNextPageError}
            onMore={onMore}
          />
        )}
      </Loaded>
      {/* Where nothing was found for long, a person decides whether to look on. */}
      {list.hasNextPage && last?.items.length === 0 && (
        <p className={styles.further}>
          {words.reached} {last.reached && <Time at={last.reached} />}
          <Button busy={list.isFetchingNextPage} onClick={onMore}>
            {words.further}
          </Button>
        </p>
      )}
    </Page>
  );
}
