/** Every event of the log, oldest first, and on as it is written. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.js';
import { LivePill } from '../../parts/live-pill.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { useSearch } from '../../routing/search.js';
import { useWords } from '../../words/define-words.js';
import { EventDialog } from './event-dialog.js';
import { EventRows } from './event-rows.js';
import { FilterBar } from './filter-bar.js';
import { cleared, filterOf, isNarrowed, positionOf } from './log-filter.js';
import { placeBeforeEnd } from './log-page.js';
import { title } from './title.js';
import { useLog } from './use-log.js';
import { logWords } from './words.js';

const AT_END = 50;
const CURL = `curl -s ${window.location.origin}/v1/admin/events -H "Authorization: Bearer $INTAKE_KEY"`;

export default function Log() {
  const words = useWords(logWords);
  const [search, change] = useSearch();
  const [isLive, setLive] = useState(true);
  const filter = filterOf(search);
  const { list, live } = useLog(filter, isLive);
  const shown = positionOf(search.event);
  const toEnd = useMutation({
    mutationFn: () => placeBeforeEnd(AT_END),
    onSuccess: (after) => change({ after: `${after}` }),
  });
  return (
    <Page
      title={useWords(title).title}
      actions={
        <>
          <LivePill state={isLive ? live : 'paused'} />
          <Button icon={isLive ? 'pause' : 'play'} onClick={() => setLive(!isLive)}>
            {isLive ? words.pause : words.resume}
          </Button>
          <Button busy={toEnd.isPending} onClick={() => toEnd.mutate()}>
            {words.toEnd}
          </Button>
        </>
      }
    >
      <FilterBar search={search} isNarrowed={isNarrowed(filter)} onChange={change} />
      <Loaded
        query={list}
        isEmpty={({ pages }) => !list.hasNextPage && pages.every(({ items }) => items.length === 0)}
        onClearFilters={isNarrowed(filter) ? () => change(cleared) : undefined}
        empty={{ icon: 'log', title: words.emptyTitle, why: words.emptyWhy, curl: CURL }}
      >
        {({ pages }) => (
          <EventRows
            events={pages.flatMap(({ items }) => items)}
            hasMore={list.hasNextPage}
            failed={list.isFetchNextPageError}
            onMore={() => !list.isFetchingNextPage && void list.fetchNextPage()}
            onOpen={(position) => change({ event: `${position}` })}
          />
        )}
      </Loaded>
      {shown !== null && <EventDialog position={shown} onClose={() => change({ event: null })} />}
    </Page>
  );
}
