/** What is known of the input: now, or as it was after any of its events. */
import type { Input } from '../../api/types.js';
import type { InputFact } from '../../inputs/facts.js';
import { StatusPill } from '../../inputs/status-pill.js';
import { inputWords } from '../../inputs/words.js';
import { Detail, Details } from '../../parts/details.js';
import { Id } from '../../parts/id.js';
import { Panel } from '../../parts/panel.js';
import { Time } from '../../parts/time.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import { wordOf } from '../../words/word-of.js';
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
    <Panel title={words.facts} aside={<AsOf facts={facts} asOf={asOf} onAsOf={onAsOf} />} className={styles.facts}>
      {asOf !== null && <StatusPill input={input} />}
      <Details>
        <Rows input={input} idempotencyKey={idempotencyKeyIn(facts)} />
      </Details>
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
    </Panel>
  );
}

function AsOf({ facts, asOf, onAsOf }: Omit<Props, 'input'>) {
  const words = useWords(inputPageWords);
  return (
    <select
      className={styles.asOf}
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
  );
}

function Rows({ input, idempotencyKey }: { input: Input; idempotencyKey: string | null }) {
  const words = useWords(inputPageWords);
  const states = useWords(inputWords);
  const format = useFormat();
  return (
    <>
      <Detail name={words.destination}>{input.destination}</Detail>
      <Detail name={words.submittedBy}>
        <Id>{input.submittedBy}</Id>
      </Detail>
      <TimeRow name={words.received} at={input.receivedAt} />
      <TimeRow name={words.settled} at={input.settledAt} />
      <TimeRow name={words.nextAttempt} at={input.nextAttemptAt} />
      <TimeRow name={words.deliverAt} at={input.deliverAt} />
      <TimeRow name={words.expiresAt} at={input.expiresAt} />
      <Detail name={words.attempts}>{format.count(input.attemptCount)}</Detail>
      {input.reason && <Detail name={words.reason}>{wordOf(states, input.reason)}</Detail>}
      {input.held && <HeldRows held={input.held} />}
      {input.orderingKey && (
        <Detail name={words.orderingKey}>
          <Id>{input.orderingKey}</Id>
        </Detail>
      )}
      {idempotencyKey && (
        <Detail name={words.idempotencyKey}>
          <Id>{idempotencyKey}</Id>
        </Detail>
      )}
      <Detail name={words.contentType}>{input.contentType ?? words.none}</Detail>
      <Detail name={words.size}>{format.bytes(input.size)}</Detail>
      <Detail name={words.position}>{format.count(input.position)}</Detail>
    </>
  );
}

function HeldRows({ held: { reason, until, blockedBy } }: { held: NonNullable<Input['held']> }) {
  const words = useWords(inputPageWords);
  const states = useWords(inputWords);
  return (
    <>
      <Detail name={words.reason}>{states[reason]}</Detail>
      <TimeRow name={words.heldUntil} at={until} />
      {blockedBy && (
        <Detail name={words.blockedBy}>
          <Id short to={`/inputs/${blockedBy}`}>
            {blockedBy}
          </Id>
        </Detail>
      )}
    </>
  );
}

const TimeRow = ({ name, at }: { name: string; at: string | null }) =>
  at && (
    <Detail name={name}>
      <Time at={at} />
    </Detail>
  );

function idempotencyKeyIn([first]: readonly InputFact[]): string | null {
  return first?.type === 'InputReceived' ? first.data.idempotencyKey : null;
}
