/** What is said of a new key. */
import type { Role } from '../../api/types.js';
import { useDestinationNames } from '../../inputs/use-destinations.js';
import { Field } from '../../parts/field.js';
import { useWords } from '../../words/define-words.js';
import styles from './access-keys.module.css';
import { LASTS, type Lasts, type NewKey } from './new-key.js';
import { keyWords } from './words.js';

interface Props {
  draft: NewKey;
  onChange(draft: NewKey): void;
}

const ROLES: readonly Role[] = ['submitter', 'operator', 'admin'];

export function KeyFields({ draft, onChange }: Props) {
  const words = useWords(keyWords);
  return (
    <div className={styles.form}>
      <Field label={words.name} hint={words.nameHint}>
        <input
          required
          maxLength={255}
          value={draft.name}
          onChange={({ target }) => onChange({ ...draft, name: target.value })}
        />
      </Field>
      <Field label={words.owner} hint={words.ownerHint}>
        <input
          required
          maxLength={255}
          pattern="[!-~]+"
          value={draft.owner}
          onChange={({ target }) => onChange({ ...draft, owner: target.value })}
        />
      </Field>
      <Field label={words.role}>
        <select value={draft.role} onChange={({ target }) => onChange({ ...draft, role: target.value as Role })}>
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {words[role]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={words.expiresAt}>
        <select
          value={draft.lasts ?? ''}
          onChange={({ target }) => onChange({ ...draft, lasts: (target.value || null) as Lasts | null })}
        >
          {LASTS.map((lasts) => (
            <option key={lasts} value={lasts}>
              {words[lasts]}
            </option>
          ))}
          <option value="">{words.never}</option>
        </select>
      </Field>
      {draft.role === 'submitter' && <Destinations draft={draft} onChange={onChange} />}
    </div>
  );
}

function Destinations({ draft, onChange }: Props) {
  const words = useWords(keyWords);
  const names = useDestinationNames();
  const chosen = draft.destinations;
  const turn = (name: string, isChosen: boolean) => {
    const others = (chosen ?? []).filter((each) => each !== name);
    onChange({ ...draft, destinations: isChosen ? [...others, name] : others });
  };
  return (
    <>
      <Field label={words.destinations}>
        <select
          value={chosen ? 'some' : 'all'}
          onChange={({ target }) => onChange({ ...draft, destinations: target.value === 'some' ? [] : null })}
        >
          <option value="all">{words.allDestinations}</option>
          <option value="some">{words.onlyThese}</option>
        </select>
      </Field>
      {chosen && (
        <fieldset className={styles.choices} aria-label={words.onlyThese}>
          {names.map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={({ target }) => turn(name, target.checked)}
              />
              {name}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}
