/** JSON that can be opened part by part. */
import styles from './json-tree.module.css';

const OPEN_DEPTH = 2;
/** A long list is a thing to be searched elsewhere. */
const SHOWN = 200;

export function JsonTree({ value, name, depth = 0 }: { value: unknown; name?: string; depth?: number }) {
  const label = name !== undefined && <span className={styles.name}>{name}: </span>;
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
    <details className={styles.branch} open={depth < OPEN_DEPTH}>
      <summary>
        {label}
        {open} <span className={styles.size}>{entries.length}</span> {close}
      </summary>
      <div className={styles.inside}>
        {entries.slice(0, SHOWN).map(([key, each]) => (
          <JsonTree key={key} name={key} value={each} depth={depth + 1} />
        ))}
        {entries.length > SHOWN && <p className={styles.size}>… {entries.length - SHOWN}</p>}
      </div>
    </details>
  );
}
