/** Where one comes in. */
import { type FormEvent, useState } from 'react';
import { isRefused } from '../api/refused.js';
import { Button } from '../parts/button.js';
import { Field } from '../parts/field.js';
import { ProblemLine } from '../parts/problem-notice.js';
import { useWords } from '../words/define-words.js';
import { Switches } from './navigation.js';
import { useSignIn } from './session.js';
import styles from './sign-in.module.css';
import { appWords } from './words.js';

/** Once, when the page appears: there is nothing else to do here. */
const focusAtOnce = (input: HTMLInputElement | null) => input?.focus();

export function SignIn() {
  const words = useWords(appWords);
  const signIn = useSignIn();
  const [key, setKey] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    await signIn(key.trim()).catch((reason) => {
      setError(reason);
      setBusy(false);
    });
  }

  return (
    <main className={styles.place}>
      <title>{`${words.signIn} · Intake`}</title>
      <form className={styles.form} onSubmit={submit}>
        <img src={new URL('../favicon.svg', import.meta.url).href} alt="" width={40} height={40} />
        <h1>{words.signInTitle}</h1>
        <p className="soft">{words.signInWhy}</p>
        <Field label={words.key} hint={words.keyHint}>
          <input
            type="password"
            autoComplete="current-password"
            required
            pattern="\s*[!-~]+\s*"
            ref={focusAtOnce}
            value={key}
            onChange={({ target }) => setKey(target.value)}
          />
        </Field>
        {isRefused(error, 'unauthenticated') && error.problem.detail.endsWith('not valid') ? (
          <p role="alert" className={styles.wrong}>
            {words.wrongKey}
          </p>
        ) : (
          error !== null && <ProblemLine error={error} />
        )}
        <Button type="submit" kind="primary" busy={busy}>
          {words.signIn}
        </Button>
        <footer className={styles.foot}>
          <a href="/docs">{words.docs}</a>
          <span>
            <Switches />
          </span>
        </footer>
      </form>
    </main>
  );
}
