/** Sends an input, and shows what comes of it as it happens. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Input } from '../../api/types.js';
import { useMay } from '../../app/session.js';
import { everyDestination, registerLine } from '../../destinations/destinations.js';
import { evolve } from '../../inputs/evolve-input.js';
import { StatusPill } from '../../inputs/status-pill.js';
import { Timeline } from '../../inputs/timeline.js';
import { useInputFacts } from '../../inputs/use-input-facts.js';
import { LivePill } from '../../parts/live-pill.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { Panel } from '../../parts/panel.js';
import { Link } from '../../routing/link.js';
import { useWords } from '../../words/define-words.js';
import styles from './send.module.css';
import { SendForm } from './send-form.js';
import { title } from './title.js';
import { sendWords } from './words.js';

export default function Send() {
  const words = useWords(sendWords);
  const mayRegister = useMay('operator');
  const [sent, setSent] = useState<string | null>(null);
  const destinations = useQuery({
    queryKey: ['destinations', 'to-send'],
    queryFn: everyDestination,
  });
  return (
    <Page title={useWords(title).title}>
      <Loaded
        query={destinations}
        isEmpty={(all) => all.length === 0}
        empty={{
          icon: 'destinations',
          title: words.noneTitle,
          why: words.noneWhy,
          curl: mayRegister ? registerLine(window.location.origin) : undefined,
        }}
      >
        {(all) => (
          <div className={styles.columns}>
            <SendForm names={all.map(({ name }) => name).sort()} onSent={setSent} />
            <Panel title={words.sent}>
              {sent === null ? <p className="soft">{words.waits}</p> : <Watched id={sent} />}
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Watched({ id }: { id: string }) {
  const words = useWords(sendWords);
  const { facts, state } = useInputFacts(id);
  const input = facts.reduce<Input | undefined>(evolve, undefined);
  return (
    <>
      <div className={styles.watched}>
        {input && <StatusPill input={input} />}
        <LivePill state={state} />
        <Link to={`/inputs/${id}`} className={styles.link}>
          {words.open}
        </Link>
      </div>
      <Timeline facts={facts} />
    </>
  );
}
