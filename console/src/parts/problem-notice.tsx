/** Why something is not there, or was not done, and what helps. */
import { Refused } from '../api/refused.js';
import { commonWords } from '../words/common.js';
import { useWords } from '../words/define-words.js';
import { Button } from './button.js';
import { Notice } from './notice.js';
import styles from './problem-notice.module.css';

export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const words = useWords(commonWords);
  const refused = error instanceof Refused ? error : null;
  return (
    <Notice icon="alert" tone="bad" alert title={refused ? refused.problem.title : words.noAnswer}>
      {refused ? <Why refused={refused} /> : <p>{words.noAnswerWhy}</p>}
      {onRetry && (
        <Button icon="retry" onClick={onRetry}>
          {words.retry}
        </Button>
      )}
    </Notice>
  );
}

/** In one place of a form. */
export function ProblemLine({ error }: { error: unknown }) {
  const words = useWords(commonWords);
  const refused = error instanceof Refused ? error : null;
  return (
    <div role="alert" className={styles.line}>
      {refused ? <Why refused={refused} /> : <p>{words.noAnswer}</p>}
    </div>
  );
}

function Why({ refused: { problem, places } }: { refused: Refused }) {
  const words = useWords(commonWords);
  return (
    <>
      <p>{problem.detail}</p>
      {places.map((place) => (
        <p key={place}>
          <code>{place}</code>
        </p>
      ))}
      <p className={styles.more}>
        <a href={problem.type} target="_blank" rel="noreferrer">
          {words.whatToDo}
        </a>
        {problem.requestId && <span>{words.requestId(problem.requestId)}</span>}
      </p>
    </>
  );
}
