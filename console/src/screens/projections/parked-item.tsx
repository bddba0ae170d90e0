/** One event that could not be applied. */
import { type FormEvent, useState } from 'react';
import { api, ask } from '../../api/client.js';
import type { ParkedEvent } from '../../api/types.js';
import { Button } from '../../parts/button.js';
import { Field } from '../../parts/field.js';
import { Id } from '../../parts/id.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { Time } from '../../parts/time.js';
import { say } from '../../parts/toasts.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './projections.module.css';
import { useAct } from './use-act.js';
import { projectionWords } from './words.js';

interface Props {
  name: string;
  event: ParkedEvent;
  onDone(): void;
}

/** A read model in sequence is rebuilt for it: then it is an operation that is answered. */
type Answer = { applied: number; parked: ParkedEvent | null } | { id: string };

export function ParkedItem({ name, event, onDone }: Props) {
  const words = useWords(projectionWords);
  const format = useFormat();
  const [skips, setSkips] = useState(false);
  const { position, stream, type, error, tries, parkedAt } = event;
  const path = { name, position };
  const tell = (answer: Answer) => {
    if (!('applied' in answer)) say(words.rebuilds);
    else if (answer.parked) say(words.parkedAgain(format.count(answer.parked.position)));
    else say(words.goesOn(format.count(answer.applied)));
    onDone();
  };
  const retry = useAct(
    () => ask<Answer>(api.POST('/v1/admin/projections/{name}/parked/{position}/retry', { params: { path } })),
    tell,
  );
  const skip = useAct(
    (reason: string) =>
      ask<Answer>(
        api.POST('/v1/admin/projections/{name}/parked/{position}/skip', { params: { path }, body: { reason } }),
      ),
    tell,
  );
  const leaveOut = (submitted: FormEvent<HTMLFormElement>) => {
    submitted.preventDefault();
    skip.mutate(`${new FormData(submitted.currentTarget).get('reason')}`.trim());
  };
  const refusal = retry.error ?? skip.error;
  return (
    <li>
      <p>
        <strong>{type}</strong>{' '}
        <span className="soft">
          · {words.place(format.count(position))} · {words.tries(format.count(tries))} · <Time at={parkedAt} />
        </span>
      </p>
      <Id>{stream}</Id>
      <p className={styles.bad}>{error}</p>
      {skips ? (
        <form className={styles.skip} onSubmit={leaveOut}>
          <Field label={words.reason} hint={words.reasonHint}>
            <input name="reason" required pattern=".*\S.*" maxLength={500} />
          </Field>
          <Button type="submit" kind="danger" busy={skip.isPending}>
            {words.skip}
          </Button>
        </form>
      ) : (
        <div className={styles.actions}>
          <Button icon="retry" busy={retry.isPending} onClick={() => retry.mutate()}>
            {words.retry}
          </Button>
          <Button kind="danger" onClick={() => setSkips(true)}>
            {words.skip}
          </Button>
        </div>
      )}
      {refusal && <ProblemLine error={refusal} />}
    </li>
  );
}
