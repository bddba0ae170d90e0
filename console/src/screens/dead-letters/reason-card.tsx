/** What was given up for one reason. */
import type { DeadLetters } from '../../api/types.js';
import { RetryButton } from '../../inputs/retry-many.js';
import { inputWords } from '../../inputs/words.js';
import { cx } from '../../parts/cx.js';
import { Pill } from '../../parts/pill.js';
import { Time } from '../../parts/time.js';
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

export function ReasonCard({ reason, count, groups, onRetry }: Reason & Retries) {
  const words = useWords(deadLetterWords);
  const reasons = useWords(inputWords);
  const format = useFormat();
  return (
    <section className={cx('card', styles.reason)} data-reason={reason}>
      <header className={styles.head}>
        <h2>{reasons[reason]}</h2>
        <Pill tone="red">{format.count(count)}</Pill>
        <RetryButton onAsk={() => onRetry({ status: ['deadLettered'], reason: [reason] })} />
      </header>
      <table className={styles.table}>
        <thead>
          <tr>
            {[words.destination, words.inputs, words.oldest, words.newest].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">
              <span className="hidden">{words.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Group key={group.destination} {...group} onRetry={onRetry} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Group({ destination, reason, count, oldest, newest, onRetry }: DeadLetters & Retries) {
  const words = useWords(deadLetterWords);
  const format = useFormat();
  const behind = new URLSearchParams({ status: 'deadLettered', reason, destination });
  return (
    <tr>
      <th scope="row">{destination}</th>
      <td className="numbers">{format.count(count)}</td>
      <td className="soft">
        <Time at={oldest} />
      </td>
      <td className="soft">
        <Time at={newest} />
      </td>
      <td>
        <div className={styles.actions}>
          <Link to={`/inputs?${behind}`} className={styles.open}>
            {words.open}
            <span className="hidden"> {destination}</span>
          </Link>
          <RetryButton
            onAsk={() => onRetry({ status: ['deadLettered'], reason: [reason], destination: [destination] })}
          />
        </div>
      </td>
    </tr>
  );
}
