/** What the trail is narrowed by. */
import { Button } from '../../parts/button.js';
import type { Search } from '../../routing/narrowing.js';
import type { Changes } from '../../routing/search.js';
import { useWords } from '../../words/define-words.js';
import { KIND_NAMES } from './acts.js';
import styles from './audit.module.css';
import { cleared, isNarrowed, SINCE } from './filters.js';
import { useActors } from './use-names.js';
import { auditWords } from './words.js';

interface Props {
  search: Search;
  onChange(changes: Changes): void;
}

export function FilterBar({ search, onChange }: Props) {
  const words = useWords(auditWords);
  const actors = useActors();
  const { actor = '', kind = '', since = '' } = search;
  return (
    <search className={styles.bar} aria-label={words.filters}>
      <select aria-label={words.who} value={actor} onChange={({ target }) => onChange({ actor: target.value })}>
        <option value="">{words.anybody}</option>
        {/* One that is not in the list can still be asked for. */}
        {[...new Set([...actors.keys(), actor])].filter(Boolean).map((each) => (
          <option key={each} value={each}>
            {actors.has(each) ? `${actors.get(each)} · ${each}` : each}
          </option>
        ))}
      </select>
      <select aria-label={words.kind} value={kind} onChange={({ target }) => onChange({ kind: target.value })}>
        <option value="">{words.anything}</option>
        {KIND_NAMES.map((each) => (
          <option key={each} value={each}>
            {words[each]}
          </option>
        ))}
      </select>
      <select aria-label={words.since} value={since} onChange={({ target }) => onChange({ since: target.value })}>
        <option value="">{words.anyTime}</option>
        {SINCE.map((each) => (
          <option key={each} value={each}>
            {words[each]}
          </option>
        ))}
      </select>
      {isNarrowed(search) && (
        <Button kind="quiet" icon="cross" onClick={() => onChange(cleared)}>
          {words.clear}
        </Button>
      )}
    </search>
  );
}
