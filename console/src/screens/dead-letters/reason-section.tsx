/** What was given up for one reason: a line for each destination, of which there may be many. */
import type { DeadLetters } from '../../api/types.js';
import { RetryButton } from '../../inputs/retry-many.js';
import { inputWords } from '../../inputs/words.js';
import { Pill } from '../../parts/pill.js';
import { Time } from '../../parts/time.js';
import { Cell, VirtualList } from '../../parts/virtual-list.js';
import { Link } from '../../routing/link.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import type { Reason } from './by-reason.js';
import styles from './dead-letters.module.css';
import { deadLetterWords } from './words.js';

interface Retries {
  /** All that this fits. */
  onRetry(filter: object): void;
}

export function ReasonSection({ reason, count, groups, onRetry }: Reason & Retries) {
  const words = useWords(deadLetterWords);
  const reasons = useWords(inputWords);
  const format = useFormat();
  return (
    <section data-reason={reason}>
      <header className={styles.head}>
        <h2>{reasons[reason]}</h2>
        <Pill tone="red">{format.count(count)}</Pill>
        <RetryButton onAsk={() => onRetry({ status: ['deadLettered'], reason: [reason] })} />
      </header>
      <VirtualList
        label={reasons[reason]}
        columns={styles.columns}
        head={[words.destination, words.inputs, words.oldest, words.newest, '']}
        items={groups}
        keyOf={({ destination }) => destination}
        row={(group) => <Group {...group} onRetry={onRetry} />}
      />
    </section>
  );
}

function Group({ destination, reason, count, oldest, newest, onRetry }: DeadLetters & Retries) {
  const words = useWords(deadLetterWords);
  const format = useFormat();
  const behind = new URLSearchParams({ status: 'deadLettered', reason, destination });
  return (
    <>
      <Cell className={styles.destination}>
        <span title={destination}>{destination}</span>
      </Cell>
      <Cell className="numbers">{format.count(count)}</Cell>
      <Cell className="soft">
        <Time at={oldest} />
      </Cell>
      <Cell className="soft">
        <Time at={newest} />
      </Cell>
      <Cell className={styles.actions}>
        <Link to={`/inputs?${behind}`} className={styles.open}>
          {words.open}
          <span className="hidden"> {destination}</span>
        </Link>
        <RetryButton
          onAsk={() => onRetry({ status: ['deadLettered'], reason: [reason], destination: [destination] })}
        />
      </Cell>
    </>
  );
}
