/** The rows of the log. */
import type { Event } from '../../api/types.js';
import { Time } from '../../parts/time.js';
import { Cell, VirtualList } from '../../parts/virtual-list.js';
import { useWords } from '../../words/define-words.js';
import styles from './log.module.css';
import { title } from './title.js';
import { logWords } from './words.js';

interface Props {
  events: readonly Event[];
  hasMore: boolean;
  failed: boolean;
  onMore(): void;
  onOpen(position: number): void;
}

export function EventRows({ events, hasMore, failed, onMore, onOpen }: Props) {
  const words = useWords(logWords);
  return (
    <VirtualList
      label={useWords(title).title}
      columns={styles.columns}
      head={[words.position, words.type, words.stream, words.actor, words.at]}
      items={events}
      keyOf={({ position }) => `${position}`}
      row={({ position, type, stream, metadata, occurredAt }) => (
        <>
          <Cell className="numbers soft">{position}</Cell>
          <Cell>
            <button type="button" className={styles.open} onClick={() => onOpen(position)}>
              {type}
            </button>
          </Cell>
          <Cell>
            <code title={stream}>{stream}</code>
          </Cell>
          <Cell className="soft">{metadata.actor}</Cell>
          <Cell className="soft">
            <Time at={occurredAt} />
          </Cell>
        </>
      )}
      hasMore={hasMore}
      failed={failed}
      onMore={onMore}
    />
  );
}
