/** JSON that can be opened part by part; what is not open is not there: a body may be nested a hundred thousand deep. */
import { type ReactNode, useState } from 'react';
import styles from './json-tree.module.css';
import { WrittenNumber } from './written-number.js';

const OPEN_DEPTH = 2;
/** With more in it, one after the other would be too much at once. */
const OPEN_MOST = 20;
/** A long list is a thing to be searched elsewhere. */
const SHOWN = 200;

interface Props {
  value: unknown;
  name?: string;
  depth?: number;
}

export function JsonTree({ value, name, depth = 0 }: Props) {
  const label = name !== undefined && <span className={styles.name}>{name}: </span>;
  const leaf = leafOf(value);
  if (!leaf) return <Branch value={value as object} label={label} depth={depth} />;
  return (
    <p className={styles.leaf}>
      {label}
      <span className={styles[leaf.kind]}>{leaf.text}</span>
    </p>
  );
}

/** null: there is something in it. */
function leafOf(value: unknown): { kind: string; text: string } | null {
  if (value instanceof WrittenNumber) return { kind: 'number', text: value.text };
  if (value === null) return { kind: 'null', text: 'null' };
  return typeof value === 'object' ? null : { kind: typeof value, text: JSON.stringify(value) };
}

function Branch({ value, label, depth }: { value: object; label: ReactNode; depth: number }) {
  const entries = Object.entries(value);
  const [isOpen, setOpen] = useState(depth === 0 || (depth < OPEN_DEPTH && entries.length <= OPEN_MOST));
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
