/** JSON that can be opened part by part; what is not open is not there: a body may be nested a hundred thousand deep. */
import { useState } from 'react';
import styles from './json-tree.module.css';
import { WrittenNumber } from './written-number.js';

const OPEN_DEPTH = 2;
/** With more in it, one after the other would be too much at once. */
const OPEN_MOST = 20;
/** A long list is a thing to be searched elsewhere. */
const SHOWN = 200;

const beginsOpen = (value: unknown, depth: number): boolean =>
  depth === 0 || (depth < OPEN_DEPTH && Object.keys(Object(value)).length <= OPEN_MOST);

export function JsonTree({ value, name, depth = 0 }: { value: unknown; name?: string; depth?: number }) {
  const label = name !== undefined && <span className={styles.name}>{name}: </span>;
  const [isOpen, setOpen] = useState(() => beginsOpen(value, depth));
  if (value instanceof WrittenNumber) {
    return (
      <p className={styles.leaf}>
        {label}
        <span className={styles.number}>{value.text}</span>
      </p>
    );
  }
  if (typeof value !== 'object' || value === null) {
    return (
      <p className={styles.leaf}>
        {label}
        <span className={styles[value === null ? 'null' : typeof value]}>{JSON.stringify(value)}</span>
      </p>
    );
  }
  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return (
    <details className={styles.branch} open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {label}
        {open} <span className={styles.size}>{entries.length}</span> {close}
      </summary>
      {isOpen && (
        <div className={styles.inside}>
          {entries.slice(0, SHOWN).map(([key, each]) => (
            <JsonTree key={key} name={key} value={each} depth={depth + 1} />
          ))}
          {entries.length > SHOWN && <p className={styles.size}>… {entries.length - SHOWN}</p>}
        </div>
      )}
    </details>
  );
}
