/** What happened to an input, from top to bottom, with what passed in between; attempts can be opened. */

import { cx } from '../parts/cx.js';
import { Time } from '../parts/time.js';
import { useWords } from '../words/define-words.js';
import { useFormat } from '../words/format.js';
import { wordOf } from '../words/word-of.js';
import { AttemptView } from './attempt-view.js';
import { BytesView } from './bytes-view.js';
import { type Attempt, type InputFact, inputIdOf } from './facts.js';
import { RequestView } from './request-view.js';
import styles from './timeline.module.css';
import { inputWords } from './words.js';

const TONES: Record<InputFact['type'], string> = {
  InputReceived: 'blue',
  InputAttemptFailed: 'amber',
  InputDelivered: 'green',
  InputDeadLettered: 'red',
  InputRetryRequested: 'blue',
  InputCancelled: 'gray',
  InputExpired: 'violet',
};

export const Timeline = ({ facts }: { facts: readonly InputFact[] }) => (
  <ol className={styles.timeline}>
    {facts.map((fact, at) => (
      <Step key={fact.position} fact={fact} before={facts[at - 1]} first={facts[0]!} />
    ))}
  </ol>
);

interface StepProps {
  fact: InputFact;
  before: InputFact | undefined;
  /** Its beginning, which holds what each attempt sends. */
  first: InputFact;
}

function Step({ fact, before, first }: StepProps) {
  const words = useWords(inputWords);
  const format = useFormat();
  const sinceMs = before ? Date.parse(fact.occurredAt) - Date.parse(before.occurredAt) : null;
  return (
    <li className={styles.step} data-event={fact.type}>
      <span className={cx(styles.dot, styles[TONES[fact.type]])} />
      <div className={styles.line}>
        <h3>{titleOf(fact, words)}</h3>
        <span className={styles.when}>
          {sinceMs !== null && <span className="numbers">{words.later(format.duration(sinceMs))} · </span>}
          <Time at={fact.occurredAt} />
        </span>
      </div>
      <Details fact={fact} first={first} />
    </li>
  );
}

function titleOf(fact: InputFact, words: (typeof inputWords)['en']): string {
  switch (fact.type) {
    case 'InputReceived':
      return words.InputReceived(fact.data.submittedBy);
    case 'InputAttemptFailed':
    case 'InputDelivered':
      return words[fact.type](fact.data.attempt.number);
    case 'InputRetryRequested':
      return words.InputRetryRequested(fact.data.destination);
    default:
      return words[fact.type];
  }
}

function Details({ fact, first }: Pick<StepProps, 'fact' | 'first'>) {
  const words = useWords(inputWords);
  const format = useFormat();
  switch (fact.type) {
    case 'InputReceived':
      return <BytesView body={fact.data.body} contentType={fact.data.contentType} />;
    case 'InputAttemptFailed':
      return (
        <>
          <Attempted attempt={fact.data.attempt} first={first} />
          {fact.data.delayMs !== null && <p className="soft">{words.nextIn(format.duration(fact.data.delayMs))}</p>}
        </>
      );
    case 'InputDelivered':
      return <Attempted attempt={fact.data.attempt} first={first} />;
    case 'InputDeadLettered':
      return <p className="soft">{wordOf(words, fact.data.reason)}</p>;
    case 'InputExpired':
      return null;
    default:
      return <p className="soft">{[words.by(fact.metadata.actor), fact.data.reason].filter(Boolean).join(' · ')}</p>;
  }
}

function Attempted({ attempt, first }: { attempt: Attempt } & Pick<StepProps, 'first'>) {
  const request = first.type === 'InputReceived' && (
    <RequestView inputId={inputIdOf(first)} number={attempt.number} received={first.data} />
  );
  return <AttemptView attempt={attempt} request={request} />;
}
