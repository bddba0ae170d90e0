/** One input: what happened to it, step by step and as it happens, and what can be done with it. */
import { useState } from 'react';
import type { ScreenProps } from '../../app/screen.js';
import { StatusPill } from '../../inputs/status-pill.js';
import { Timeline } from '../../inputs/timeline.js';
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
import { useInput } from './use-input.js';
import { inputPageWords } from './words.js';

export default function InputPage({ parameters: { id = '' } }: ScreenProps) {
  const words = useWords(inputPageWords);
  const [asOf, setAsOf] = useState<number | null>(null);
  const { input, facts, state, hearOn } = useInput(id, asOf);
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
      actions={input.data && <Actions input={input.data} facts={facts} onDone={hearOn} />}
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
