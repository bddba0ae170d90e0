/** What the log is narrowed by. */
import type { FormEvent } from 'react';
import { Button } from '../../parts/button.js';
import type { Changes } from '../../routing/search.js';
import { useWords } from '../../words/define-words.js';
import styles from './log.module.css';
import { cleared, NARROWING } from './log-filter.js';
import { logWords } from './words.js';

interface Props {
  search: Record<string, string>;
  isNarrowed: boolean;
  onChange(changes: Changes): void;
}

export function FilterBar({ search, isNarrowed, onChange }: Props) {
  const words = useWords(logWords);
  const narrow = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onChange(Object.fromEntries(['after', ...NARROWING].map((name) => [name, `${form.get(name)}`.trim()])));
  };
  return (
    <search aria-label={words.filters}>
      {/* Anew where the address has changed. */}
      <form key={JSON.stringify(search)} className={styles.bar} onSubmit={narrow}>
        <input
          name="after"
          inputMode="numeric"
          pattern="\d*"
          aria-label={words.after}
          placeholder={words.after}
          defaultValue={search.after}
        />
        {NARROWING.map((name) => (
          <input
            key={name}
            name={name}
            aria-label={words[name]}
            placeholder={words[name]}
            defaultValue={search[name]}
          />
        ))}
        <Button type="submit" icon="search">
          {words.show}
        </Button>
        {isNarrowed && (
          <Button kind="quiet" icon="cross" onClick={() => onChange(cleared)}>
            {words.clear}
          </Button>
        )}
      </form>
    </search>
  );
}
