/** What was given up, by reason and destination, as it happens; the inputs behind it, and another try for all of them. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client.js';
import { INPUT_FACTS } from '../../inputs/facts.js';
import { RetryDialog, type Wanted } from '../../inputs/retry-many.js';
import { useLive } from '../../live/use-live.js';
import { LivePill } from '../../parts/live-pill.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { useAtMostEvery } from '../../parts/use-at-most-every.js';
import { useWords } from '../../words/define-words.js';
import { byReason } from './by-reason.js';
import styles from './dead-letters.module.css';
import { ReasonSection } from './reason-section.js';
import { title } from './title.js';
import { deadLetterWords } from './words.js';

const AGAIN_MS = 1_000;
/** What makes a group grow or shrink. */
const STREAM = '/v1/stream?status=deadLettered,retrying,delivered,cancelled';
const CURL = `curl -s ${window.location.origin}/v1/dead-letters -H "Authorization: Bearer $INTAKE_KEY"`;

export default function DeadLetters() {
  const words = useWords(deadLetterWords);
  const [asked, setAsked] = useState<Wanted | null>(null);
  const groups = useQuery({ queryKey: ['dead-letters'], queryFn: () => ask(api.GET('/v1/dead-letters')) });
  const readAnew = useAtMostEvery(AGAIN_MS, () => groups.refetch({ cancelRefetch: false }));
  const live = useLive({ path: STREAM, types: INPUT_FACTS, onEvents: readAnew, onReopened: readAnew });
  return (
    <Page title={useWords(title).title} actions={<LivePill state={live} />}>
      <Loaded
        query={groups}
        isEmpty={({ items }) => items.length === 0}
        empty={{ icon: 'check', title: words.emptyTitle, why: words.emptyWhy, curl: CURL }}
      >
        {({ items }) => (
          <div className={styles.reasons}>
            {byReason(items).map((reason) => (
              <ReasonSection key={reason.reason} {...reason} onRetry={(filter) => setAsked({ filter })} />
            ))}
          </div>
        )}
      </Loaded>
      {asked && <RetryDialog wanted={asked} onClose={() => setAsked(null)} />}
    </Page>
  );
}
