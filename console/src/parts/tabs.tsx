/** One of several views of the same thing. */
import { cx } from './cx.js';
import styles from './tabs.module.css';

interface Props<T extends string> {
  label: string;
  tabs: readonly { id: T; title: string }[];
  at: T;
  onChange(id: T): void;
}

export const Tabs = <T extends string>({ label, tabs, at, onChange }: Props<T>) => (
  <div role="group" aria-label={label} className={styles.tabs}>
    {tabs.map(({ id, title }) => (
      <button
        key={id}
        type="button"
        aria-pressed={id === at}
        className={cx(styles.tab, id === at && styles.at)}
        onClick={() => onChange(id)}
      >
        {title}
      </button>
    ))}
  </div>
);
