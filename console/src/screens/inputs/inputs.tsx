/** Inputs, newest first, as they come in and move on. */
import { useMemo, useState } from 'react';
import { serverNow } from '../../api/server-clock.js';
import { useMay } from '../../app/session.js';
import { sendLine } from '../../inputs/curl.js';
import { RetryMany } from '../../inputs/retry-many.js';
import { Button } from '../../parts/button.js';
import { LivePill } from '../../parts/live-pill.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { Link } from '../../routing/link.js';
import { useSearch } from '../../routing/search.js';
import { useWords } from '../../words/define-words.js';
import { FilterBar } from './filter-bar.js';
import { cleared, isNarrowed, queryOf, wantedOf } from './filters.js';
import { InputRows } from './input-rows.js';
import { title } from './title.js';
import { useInputs } from './use-inputs.js';
import { listWords } from './words.js';

export default function Inputs() {
  const words = useWords(listWords);
  const [search, change] = useSearch();
  const [isLive, setLive] = useState(true);
  const mayRetry = useMay('operator');
  // "The last hour" is counted from when it was asked for: else each look would be another list.
  const query = useMemo(() => queryOf(search, serverNow()), [search]);
  const { list, live } = useInputs(query, isLive);
  const goOn = () => {
    if (!isLive) void list.refetch();
    setLive(!isLive);
  };
  return (
    <Page
      title={useWords(title).title}
      actions={
        <>
          <LivePill state={isLive ? live : 'paused'} />
          <Button icon={isLive ? 'pause' : 'play'} onClick={goOn}>
            {isLive ? words.pause : words.resume}
          </Button>
          {mayRetry && <RetryMany wanted={wantedOf(query)} />}
        </>
      }
    >
      <FilterBar search={search} onChange={change} />
      <Loaded
        query={list}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        onClearFilters={isNarrowed(search) ? () => change(cleared) : undefined}
        empty={{
          ...{ icon: 'inputs', title: words.emptyTitle, why: words.emptyWhy, curl: sendLine(window.location.origin) },
          action: <Link to="/send">{words.send}</Link>,
        }}
      >
        {({ pages }) => (
          <InputRows
            inputs={pages.flatMap(({ items }) => items)}
            hasMore={list.hasNextPage}
            failed={list.isFetchNextPageError}
            onMore={() => !list.isFetchingNextPage && void list.fetchNextPage()}
          />
        )}
      </Loaded>
    </Page>
  );
}
