/** What the list is narrowed by. */
import { type FormEvent, useState } from 'react';
import { useDestinationNames } from '../../inputs/use-destinations.js';
import { inputWords } from '../../inputs/words.js';
import { Button } from '../../parts/button.js';
import { navigate } from '../../routing/location.js';
import type { Search } from '../../routing/narrowing.js';
import type { Changes } from '../../routing/search.js';
import { useWords } from '../../words/define-words.js';
import { chosenStatuses, cleared, isNarrowed, isUuid, SINCE, STATUSES, toggled } from './filters.js';
import styles from './inputs.module.css';
import { listWords } from './words.js';

const KEYS = ['idempotencyKey', 'orderingKey'] as const;

interface Props {
  search: Search;
  onChange(changes: Changes): void;
}

export function FilterBar({ search, onChange }: Props) {
  const words = useWords(listWords);
  return (
    <search className={styles.bar} aria-label={words.filters}>
      <Statuses search={search} onChange={onChange} />
      <Destination search={search} onChange={onChange} />
      <select
        aria-label={words.since}
        value={search.since ?? ''}
        onChange={({ target }) => onChange({ since: target.value })}
      >
        <option value="">{words.anyTime}</option>
        {SINCE.map((since) => (
          <option key={since} value={since}>
            {words[since]}
          </option>
        ))}
      </select>
      <Key key={kindOf(search)} search={search} onChange={onChange} />
      {isNarrowed(search) && (
        <Button kind="quiet" icon="cross" onClick={() => onChange(cleared)}>
          {words.clear}
        </Button>
      )}
    </search>
  );
}

function Statuses({ search, onChange }: Props) {
  const words = useWords(inputWords);
  const own = useWords(listWords);
  const chosen = chosenStatuses(search);
  return (
    <div role="group" aria-label={own.status} className={styles.statuses}>
      {STATUSES.map((status) => (
        <button
          key={status}
          type="button"
          className={styles.chip}
          aria-pressed={chosen.includes(status)}
          onClick={() => onChange({ status: toggled(search, status) })}
        >
          {words[status]}
        </button>
      ))}
      <button
        type="button"
        className={styles.chip}
        aria-pressed={search.held === 'true'}
        onClick={() => onChange({ held: search.held ? null : 'true' })}
      >
        {own.held}
      </button>
    </div>
  );
}

function Destination({ search, onChange }: Props) {
  const words = useWords(listWords);
  const names = useDestinationNames();
  const { destination = '' } = search;
  return (
    <select
      aria-label={words.destination}
      value={destination}
      onChange={({ target }) => onChange({ destination: target.value })}
    >
      <option value="">{words.anyDestination}</option>
      {/* One that is deleted, or several, can still be asked for. */}
      {[...new Set([...names, destination])].filter(Boolean).map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

/** What was looked for last, as it stands in the address: a key that looks like an id was said to be one. */
function kindOf({ orderingKey, idempotencyKey = '' }: Search): 'any' | (typeof KEYS)[number] {
  if (orderingKey) return 'orderingKey';
  return isUuid(idempotencyKey) ? 'idempotencyKey' : 'any';
}

/** Where it is not said what is looked for, an id leads to its input, and anything else is an idempotency key. */
function Key({ search, onChange }: Props) {
  const words = useWords(listWords);
  const [kind, setKind] = useState<string>(kindOf(search));
  const named = kind === 'any' ? 'idempotencyKey' : kind;
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = `${new FormData(event.currentTarget).get('key')}`.trim();
    if (kind === 'any' && isUuid(text)) navigate(`/inputs/${text.toLowerCase()}`);
    else onChange({ idempotencyKey: null, orderingKey: null, [named]: text });
  };
  return (
    <form className={styles.search} onSubmit={find}>
      <select aria-label={words.searchBy} value={kind} onChange={({ target }) => setKind(target.value)}>
        <option value="any">{words.idOrKey}</option>
        {KEYS.map((name) => (
          <option key={name} value={name}>
            {words[name]}
          </option>
        ))}
      </select>
      <input
        key={search[named] ?? ''}
        type="search"
        name="key"
        aria-label={words.search}
        placeholder={words.search}
        defaultValue={search[named]}
      />
      <Button type="submit" icon="search" aria-label={words.search} />
    </form>
  );
}
