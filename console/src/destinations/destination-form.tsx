/** The fields of a destination, of a new one as of one that stands. */
import type { FormEvent, ReactNode } from 'react';
import { Field } from '../parts/field.js';
import { useWords } from '../words/define-words.js';
import { useFormat } from '../words/format.js';
import styles from './destination-form.module.css';
import type { Draft, Field as FieldName } from './draft.js';
import { wrongLine } from './header-lines.js';
import { destinationWords } from './words.js';

interface Props {
  /** A button elsewhere submits it by this. */
  id: string;
  draft: Draft;
  onChange(draft: Draft): void;
  onSubmit(): void;
  /** What stands above the fields. */
  children?: ReactNode;
}

type Entry = (name: FieldName) => {
  name: string;
  value: string;
  onChange(event: { target: { value: string } }): void;
};

export function DestinationForm({ id, draft, onChange, onSubmit, children }: Props) {
  const words = useWords(destinationWords);
  const entry: Entry = (name) => ({
    ...{ name, value: draft[name] },
    onChange: ({ target }) => onChange({ ...draft, [name]: target.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrongLine(draft.headers) === null) onSubmit();
  };
  return (
    <form id={id} className={styles.form} onSubmit={submit}>
      {children}
      <Field label={words.url} hint={words.urlHint}>
        <input type="url" required maxLength={2048} placeholder="https://orders.example/in" {...entry('url')} />
      </Field>
      <Field label={words.description}>
        <input maxLength={1024} {...entry('description')} />
      </Field>
      <Sending draft={draft} entry={entry} />
      <Retrying draft={draft} entry={entry} />
    </form>
  );
}

function Sending({ draft, entry }: { draft: Draft; entry: Entry }) {
  const words = useWords(destinationWords);
  const wrong = wrongLine(draft.headers);
  return (
    <fieldset className={styles.group}>
      <legend>{words.delivery}</legend>
      <Field label={words.method}>
        <select {...entry('method')}>
          {['POST', 'PUT', 'PATCH'].map((method) => (
            <option key={method}>{method}</option>
          ))}
        </select>
      </Field>
      <Field label={words.auth}>
        <select {...entry('auth')}>
          {(['none', 'basic', 'bearer'] as const).map((kind) => (
            <option key={kind} value={kind}>
              {words[kind]}
            </option>
          ))}
        </select>
      </Field>
      {draft.auth === 'basic' && (
        <>
          <Field label={words.username}>
            <input required maxLength={1024} autoComplete="off" {...entry('username')} />
          </Field>
          <Field label={words.password}>
            <input type="password" required maxLength={1024} autoComplete="new-password" {...entry('password')} />
          </Field>
        </>
      )}
      {draft.auth === 'bearer' && (
        <Field label={words.token}>
          <input type="password" required maxLength={1024} autoComplete="new-password" {...entry('token')} />
        </Field>
      )}
      <div className={styles.whole}>
        <Field label={words.headers} hint={wrong === null ? words.headersHint : words.headersWrong(wrong)}>
          <textarea
            rows={3}
            className="mono"
            spellCheck={false}
            aria-invalid={wrong !== null}
            placeholder="X-Team: shop"
            {...entry('headers')}
          />
        </Field>
      </div>
    </fieldset>
  );
}

function Retrying({ draft, entry }: { draft: Draft; entry: Entry }) {
  const words = useWords(destinationWords);
  const format = useFormat();
  const ms = (name: 'timeoutMs' | 'minDelayMs' | 'maxDelayMs', max: number) => (
    <Field label={words[name]} hint={format.duration(Number(draft[name]))}>
      <input type="number" required min={100} max={max} {...entry(name)} />
    </Field>
  );
  return (
    <fieldset className={styles.group}>
      <legend>{words.retries}</legend>
      {ms('timeoutMs', 120_000)}
      <Field label={words.maxAttempts}>
        <input type="number" required min={1} max={100} {...entry('maxAttempts')} />
      </Field>
      {ms('minDelayMs', 86_400_000)}
      {ms('maxDelayMs', 604_800_000)}
      <Field label={words.concurrency}>
        <input type="number" required min={1} max={1000} {...entry('concurrency')} />
      </Field>
      <Field label={words.ratePerSecond} hint={words.rateHint}>
        <input type="number" min={0.001} max={100_000} step="any" {...entry('ratePerSecond')} />
      </Field>
      <Field label={words.onDeadOrderingKey}>
        <select {...entry('onDeadOrderingKey')}>
          <option value="block">{words.block}</option>
          <option value="skip">{words.skip}</option>
        </select>
      </Field>
    </fieldset>
  );
}
