/** Who was given which key; issuing one, and taking it back. */
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { useWords } from '../../words/define-words.js';
import { Issue } from './issue.js';
import { KeyRows } from './key-rows.js';
import { title } from './title.js';
import { useKeys } from './use-keys.js';
import { keyWords } from './words.js';

const CURL = `curl -X POST ${window.location.origin}/v1/access-keys \\
  -H "Authorization: Bearer $INTAKE_KEY" -H 'Content-Type: application/json' \\
  -d '{"name": "checkout", "owner": "shop", "roles": ["submitter"]}'`;

export default function AccessKeys() {
  const words = useWords(keyWords);
  const list = useKeys();
  return (
    <Page title={useWords(title).title} actions={<Issue />}>
      <Loaded
        query={list}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        empty={{ icon: 'keys', title: words.emptyTitle, why: words.emptyWhy, curl: CURL }}
      >
        {({ pages }) => (
          <KeyRows
            keys={pages.flatMap(({ items }) => items)}
            hasMore={list.hasNextPage}
            failed={list.isFetchNextPageError}
            onMore={() => !list.isFetchingNextPage && void list.fetchNextPage()}
          />
        )}
      </Loaded>
    </Page>
  );
}
