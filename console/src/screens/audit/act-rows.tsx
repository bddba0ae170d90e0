/** The rows of the trail. */
import { useState } from 'react';
import type { Event } from '../../api/types.js';
import { Button } from '../../parts/button.js';
import { Time } from '../../parts/time.js';
import { Cell, VirtualList } from '../../parts/virtual-list.js';
import { Link } from '../../routing/link.js';
import { useWords } from '../../words/define-words.js';
import { wordOf } from '../../words/word-of.js';
import { ActDetails } from './act-details.js';
import { noteOf, subjectOf } from './acts.js';
import styles from './audit.module.css';
import { title } from './title.js';
import { useNameOf } from './use-names.js';
import { auditWords } from './words.js';

interface Props {
  acts: readonly Event[];
  hasMore: boolean;
  failed: boolean;
  onMore(): void;
}

export function ActRows({ acts, hasMore, failed, onMore }: Props) {
  const words = useWords(auditWords);
  const [opened, setOpened] = useState<Event | null>(null);
  return (
    <>
      <VirtualList
        label={useWords(title).title}
        columns={styles.columns}
        head={[words.when, words.who, words.what, words.about, words.why, '']}
        items={acts}
        keyOf={({ position }) => `${position}`}
        row={(act) => <Row act={act} onOpen={() => setOpened(act)} />}
        hasMore={hasMore}
        failed={failed}
        onMore={onMore}
      />
      {opened && <ActDetails act={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function Row({ act, onOpen }: { act: Event; onOpen(): void }) {
  const words = useWords(auditWords);
  const subject = subjectOf(act);
  const note = noteOf(act);
  return (
    <>
      <Cell className="soft">
        <Time at={act.occurredAt} />
      </Cell>
      <Cell>
        <Actor actor={act.metadata.actor} />
      </Cell>
      <Cell>{wordOf(words, act.type)}</Cell>
      <Cell>
        {subject?.to ? (
          <Link to={subject.to} className={styles.link} title={subject.text}>
            {subject.text}
          </Link>
        ) : (
          <span title={subject?.text}>{subject?.text}</span>
        )}
      </Cell>
      <Cell className="soft">
        <span title={note}>{note}</span>
      </Cell>
      <Cell className={styles.act}>
        <Button kind="quiet" icon="chevron" aria-label={`${words.open} ${act.position}`} onClick={onOpen} />
      </Cell>
    </>
  );
}

/** Leads to all that this one did. */
const Actor = ({ actor }: { actor: string }) => (
  <Link to={`/audit?actor=${encodeURIComponent(actor)}`} className={styles.link} title={actor}>
    {useNameOf(actor)}
  </Link>
);
