/** What is sent, and where to. */
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type SyntheticEvent, useState } from 'react';
import { useOnceFor } from '../../operations/begun-once.js';
import { Button } from '../../parts/button.js';
import { cx } from '../../parts/cx.js';
import { Field } from '../../parts/field.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { useWords } from '../../words/define-words.js';
import { blank, type Draft, submit } from './draft.js';
import styles from './send.module.css';
import { sendWords } from './words.js';

/** Of what goes out as a header, nothing else can be sent. */
const LETTERS = '[ -~]*';
const TYPES = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'application/xml'];

/** What is wrong in it is seen. */
const opened = ({ currentTarget }: SyntheticEvent<HTMLDetailsElement>): void => {
  currentTarget.open = true;
};

interface Props {
  names: readonly string[];
  onSent(id: string): void;
}

export function SendForm({ names, onSent }: Props) {
  const words = useWords(sendWords);
  const [draft, setDraft] = useState<Draft>(() => blank(names[0] ?? ''));
  // Sent again because no answer came, it is the same input; once it is sent, the next one is another.
  const once = useOnceFor(draft);
  const sending = useMutation({
    mutationFn: () => submit(draft, once),
    onSuccess({ id }) {
      onSent(id);
      setDraft({ ...draft });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    sending.mutate();
  };
  const entry = (name: keyof Draft) => ({
    value: draft[name],
    onChange: ({ target }: { target: { value: string } }) => setDraft({ ...draft, [name]: target.value }),
  });
  return (
    <form className={cx('card', styles.form)} onSubmit={send}>
      <Field label={words.destination}>
        <select {...entry('destination')}>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </Field>
      <Field label={words.contentType}>
        <input list="content-types" pattern={LETTERS} {...entry('contentType')} />
      </Field>
      <datalist id="content-types">
        {TYPES.map((type) => (
          <option key={type} value={type} />
        ))}
      </datalist>
      <Field label={words.body} hint={words.bodyHint}>
        <textarea rows={9} className="mono" spellCheck={false} {...entry('body')} />
      </Field>
      <details className={styles.more} onInvalidCapture={opened}>
        <summary>{words.more}</summary>
        <div className={styles.fields}>
          <Field label={words.deliverAt}>
            <input type="datetime-local" {...entry('deliverAt')} />
          </Field>
          <Field label={words.expiresAt}>
            <input type="datetime-local" {...entry('expiresAt')} />
          </Field>
          <Field label={words.orderingKey} hint={words.orderingHint}>
            <input maxLength={255} pattern={LETTERS} {...entry('orderingKey')} />
          </Field>
          <Field label={words.idempotencyKey} hint={words.idempotencyHint}>
            <input maxLength={255} pattern={LETTERS} {...entry('idempotencyKey')} />
          </Field>
        </div>
      </details>
      {sending.error && <ProblemLine error={sending.error} />}
      <Button type="submit" kind="primary" icon="send" busy={sending.isPending}>
        {words.send}
      </Button>
    </form>
  );
}
