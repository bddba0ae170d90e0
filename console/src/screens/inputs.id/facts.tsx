/** What is known of the input: now, or as it was after any of its events. */
import type { ReactNode } from 'react';
import type { Input } from '../../api/types.js';
import type { InputFact } from '../../inputs/facts.js';
import { StatusPill, wordOf } from '../../inputs/status-pill.js';
import { inputWords } from '../../inputs/words.js';
import { cx } from '../../parts/cx.js';
import { Id } from '../../parts/id.js';
import { Time } from '../../parts/time.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './input.module.css';
import { inputPageWords } from './words.js';

interface Props {
  input: Input;
  facts: readonly InputFact[];
  asOf: number | null;
  onAsOf(position: number | null): void;
}

export function Facts({ input, facts, asOf, onAsOf }: Props) {
  const words = useWords(inputPageWords);
  return (
    <section className={cx('card', styles.panel, styles.facts)}>
      <div className={styles.panelHead}>
        <h2>{words.facts}</h2>
        <select
          aria-label={words.asOf}
          value={asOf ?? ''}
          onChange={({ target }) => onAsOf(target.value === '' ? null : Number(target.value))}
        >
          <option value="">{words.now}</option>
          {facts.map(({ position, type }) => (
            <option key={position} value={position}>
              {`${type} · ${words.at(position)}`}
            </option>
          ))}
        </select>
      </div>
      {asOf !== null && <StatusPill input={input} />}
      <dl className={styles.list}>
        <Rows input={input} idempotencyKey={idempotencyKeyIn(facts)} />
      </dl>
      <div className={styles.downloads}>
        <a href={input.links.body} download>
          {words.downloadBody}
        </a>
        {input.response && (
          <a href={input.links.response} download>
            {words.downloadResponse}
          </a>
        )}
      </div>
    </section>
  );
}

function Rows({ input, idempotencyKey }: { input: Input; idempotencyKey: string | null }) {
  const words = useWords(inputPageWords);
  const states = useWords(inputWords);
  const format = useFormat();
  return (
    <>
      <Row name={words.destination}>{input.destination}</Row>
      <Row name={words.submittedBy}>
        <Id>{input.submittedBy}</Id>
      </Row>
      <TimeRow name={words.received} at={input.receivedAt} />
      <TimeRow name={words.settled} at={input.settledAt} />
      <TimeRow name={words.nextAttempt} at={input.nextAttemptAt} />
      <TimeRow name={words.deliverAt} at={input.deliverAt} />
      <TimeRow name={words.expiresAt} at={input.expiresAt} />
      <Row name={words.attempts}>{format.count(input.attemptCount)}</Row>
      {input.reason && <Row name={words.reason}>{wordOf(states, input.reason)}</Row>}
      {input.held && <Row name={words.reason}>{states[input.held.reason]}</Row>}
      {input.orderingKey && (
        <Row name={words.orderingKey}>
          <Id>{input.orderingKey}</Id>
        </Row>
      )}
      {idempotencyKey && (
        <Row name={words.idempotencyKey}>
          <Id>{idempotencyKey}</Id>
        </Row>
      )}
      <Row name={words.contentType}>{input.contentType ?? words.none}</Row>
      <Row name={words.size}>{format.bytes(input.size)}</Row>
      <Row name={words.position}>{format.count(input.position)}</Row>
    </>
  );
}

const Row = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd className="numbers">{children}</dd>
  </div>
);

const TimeRow = ({ name, at }: { name: string; at: string | null }) =>
  at && (
    <Row name={name}>
      <Time at={at} />
    </Row>
  );

function idempotencyKeyIn([first]: readonly InputFact[]): string | null {
  return first?.type === 'InputReceived' ? first.data.idempotencyKey : null;
}
