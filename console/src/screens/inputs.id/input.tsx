/** One input: what happened to it, step by step and as it happens, and what can be done with it. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client.js';
import type { ScreenProps } from '../../app/screen.js';
import { StatusPill } from '../../inputs/status-pill.js';
import { Timeline } from '../../inputs/timeline.js';
import { useInputFacts } from '../../inputs/use-input-facts.js';
import { Columns } from '../../parts/columns.js';
import { Id } from '../../parts/id.js';
import { LivePill } from '../../parts/live-pill.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { Panel } from '../../parts/panel.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Trail } from '../../parts/trail.js';
import { useWords } from '../../words/define-words.js';
import { Actions } from './actions.js';
import { Facts } from './facts.js';
import styles from './input.module.css';
import { title } from './title.js';
import { inputPageWords } from './words.js';

export default function InputPage({ parameters: { id = '' } }: ScreenProps) {
  const words = useWords(inputPageWords);
  const [turn, setTurn] = useState(0);
  const [asOf, setAsOf] = useState<number | null>(null);
  const { facts, state } = useInputFacts(id, turn);
  const last = facts.at(-1)?.position ?? 0;
  const input = useQuery({
    queryKey: ['input', id, asOf ?? 'now', asOf === null ? last : 0],
    queryFn: () =>
      ask(api.GET('/v1/inputs/{id}', { params: { path: { id }, query: asOf === null ? {} : { asOf: `${asOf}` } } })),
    placeholderData: (before) => (before?.id === id ? before : undefined),
  });
  return (
    <Page
      title={`${useWords(title).title} ${id.slice(-8)}`}
      head={
        <Trail to="/inputs" all={words.all}>
          <h1 className={styles.title}>
            <Id>{id}</Id>
          </h1>
          {input.data && <StatusPill input={input.data} />}
        </Trail>
      }
      actions={input.data && <Actions input={input.data} facts={facts} onDone={() => setTurn(turn + 1)} />}
    >
      <Loaded query={input}>
        {(shown) => (
          <Columns aside={<Facts input={shown} facts={facts} asOf={asOf} onAsOf={setAsOf} />}>
            <Panel title={words.timeline} aside={<LivePill state={state} />}>
              {facts.length > 0 ? <Timeline facts={facts} /> : <Skeleton />}
            </Panel>
          </Columns>
        )}
      </Loaded>
    </Page>
  );
}
