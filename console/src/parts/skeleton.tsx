/** Where something will be in a moment. */
import { commonWords } from '../words/common.js';
import { useWords } from '../words/define-words.js';
import styles from './skeleton.module.css';

export function Skeleton({ lines = 6 }: { lines?: number }) {
  const words = useWords(commonWords);
  return (
    <div className={styles.lines} role="status" aria-busy="true">
      <span className="hidden">{words.loading}</span>
      {Array.from({ length: lines }, (_, line) => `${line}`).map((line) => (
        <span key={line} className={styles.line} />
      ))}
    </div>
  );
}
