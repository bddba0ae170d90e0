/** Where inputs are brought to, and how each of them goes. */
import { registerLine } from '../../destinations/destinations.js';
import { LivePill } from '../../parts/live-pill.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { useWords } from '../../words/define-words.js';
import { Create } from './create.js';
import { DestinationRows } from './destination-rows.js';
import { title } from './title.js';
import { useDestinations } from './use-destinations.js';
import { listWords } from './words.js';

export default function Destinations() {
  const words = useWords(listWords);
  const { list, live } = useDestinations();
  return (
    <Page
      title={useWords(title).title}
      actions={
        <>
          <LivePill state={live} />
          <Create />
        </>
      }
    >
      <Loaded
        query={list}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        empty={{
          icon: 'destinations',
          title: words.emptyTitle,
          why: words.emptyWhy,
          curl: registerLine(window.location.origin),
        }}
      >
        {({ pages }) => (
          <DestinationRows
            destinations={pages.flatMap(({ items }) => items)}
            hasMore={list.hasNextPage}
            failed={list.isFetchNextPageError}
            onMore={() => !list.isFetchingNextPage && void list.fetchNextPage()}
          />
        )}
      </Loaded>
    </Page>
  );
}
