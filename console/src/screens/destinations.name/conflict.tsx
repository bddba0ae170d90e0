/** What another has changed meanwhile; of what both have changed, whose is to hold. */
import type { Draft } from '../../destinations/draft.js';
import type { Difference } from '../../destinations/rebase.js';
import { destinationWords } from '../../destinations/words.js';
import { Icon } from '../../parts/icon.js';
import { Tabs } from '../../parts/tabs.js';
import { useWords } from '../../words/define-words.js';
import styles from './conflict.module.css';
import { pageWords } from './words.js';

interface Props {
  differences: readonly Difference[];
  draft: Draft;
  onChange(draft: Draft): void;
}

export function Conflict({ differences, draft, onChange }: Props) {
  const words = useWords(pageWords);
  return (
    <section role="alert" className={styles.conflict}>
      <h3>
        <Icon name="alert" />
        {words.conflict}
      </h3>
      <p>{words.conflictWhy}</p>
      <ul>
        {differences.map((difference) => (
          <One
            key={difference.field}
            difference={difference}
            value={draft[difference.field]}
            onChoose={(value) => onChange({ ...draft, [difference.field]: value })}
          />
        ))}
      </ul>
    </section>
  );
}

interface OneProps {
  difference: Difference;
  value: string;
  onChoose(value: string): void;
}

function One({ difference: { field, was, theirs, mine }, value, onChoose }: OneProps) {
  const words = useWords(pageWords);
  const names = useWords(destinationWords);
  const show = (text: string) => <code>{text || words.nothing}</code>;
  return (
    <li data-difference={field}>
      <div className={styles.name}>
        <b>{names[field]}</b>
        {mine !== null && (
          <Tabs
            label={names[field]}
            tabs={[
              { id: 'theirs', title: words.theirs },
              { id: 'mine', title: words.mine },
            ]}
            at={value === theirs ? 'theirs' : 'mine'}
            onChange={(whose) => onChoose(whose === 'mine' ? mine : theirs)}
          />
        )}
      </div>
      <dl className={styles.values}>
        <dt>{words.before}</dt>
        <dd>{show(was)}</dd>
        <dt>{words.theirs}</dt>
        <dd>{show(theirs)}</dd>
        {mine !== null && (
          <>
            <dt>{words.mine}</dt>
            <dd>{show(mine)}</dd>
          </>
        )}
      </dl>
    </li>
  );
}
