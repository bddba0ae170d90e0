/** One request to the destination, and what it answered. */
import { cx } from '../parts/cx.js';
import { useWords } from '../words/define-words.js';
import { useFormat } from '../words/format.js';
import styles from './attempt-view.module.css';
import { BytesView } from './bytes-view.js';
import type { Attempt } from './facts.js';
import { inputWords } from './words.js';

export function AttemptView({ attempt, open = false }: { attempt: Attempt; open?: boolean }) {
  const words = useWords(inputWords);
  const format = useFormat();
  const { response, outcome, error, durationMs } = attempt;
  const summary = (
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
  if (!response) return <p className={styles.summary}>{summary}</p>;
  return (
    <details className={styles.attempt} open={open}>
      <summary className={styles.summary}>{summary}</summary>
      <div className={styles.inside}>
        <h4>{words.headers}</h4>
        <dl className={styles.headers}>
          {response.headers.map(([name, value], at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a header may stand there twice
            <div key={at}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <h4>{words.body}</h4>
        <BytesView {...response} />
      </div>
    </details>
  );
}
