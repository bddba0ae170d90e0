/** One request to the destination, and what it answered. */
import { type ReactNode, useState } from 'react';
import { cx } from '../parts/cx.js';
import { useWords } from '../words/define-words.js';
import { useFormat } from '../words/format.js';
import styles from './attempt-view.module.css';
import { BytesView } from './bytes-view.js';
import type { Attempt } from './facts.js';
import { HeaderList } from './header-list.js';
import { inputWords } from './words.js';

interface Props {
  attempt: Attempt;
  open?: boolean;
  /** What went out, where that can be told; made when it is looked at. */
  request?: ReactNode;
}

export function AttemptView({ attempt, open = false, request }: Props) {
  const words = useWords(inputWords);
  const [isOpen, setOpen] = useState(open);
  if (!attempt.response && !request) {
    return (
      <p className={styles.summary}>
        <Summary attempt={attempt} />
      </p>
    );
  }
  return (
    <details className={styles.attempt} open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={styles.summary}>
        <Summary attempt={attempt} />
      </summary>
      {isOpen && (
        <div className={styles.inside}>
          {request && (
            <section>
              <h4>{words.request}</h4>
              {request}
            </section>
          )}
          <section>
            <h4>{words.response}</h4>
            <Answer response={attempt.response} />
          </section>
        </div>
      )}
    </details>
  );
}

function Summary({ attempt: { response, outcome, error, durationMs } }: Pick<Props, 'attempt'>) {
  const words = useWords(inputWords);
  const format = useFormat();
  return (
    <>
      {response ? (
        <span className={cx(styles.code, response.status < 300 ? styles.good : styles.bad)}>{response.status}</span>
      ) : (
        <span className={cx(styles.code, styles.bad)}>{outcome}</span>
      )}
      <span className="soft numbers">{words.took(format.duration(durationMs))}</span>
      {error && <span className={styles.error}>{error}</span>}
    </>
  );
}

function Answer({ response }: Pick<Attempt, 'response'>) {
  const words = useWords(inputWords);
  if (!response) return <p className="soft">{words.noResponse}</p>;
  return (
    <>
      <HeaderList headers={response.headers} />
      <h5>{words.responseBody}</h5>
      <BytesView {...response} />
    </>
  );
}
