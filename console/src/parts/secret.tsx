/** What is shown this once: to be copied, and not to be found again. */
import { commonWords } from '../words/common.js';
import { useWords } from '../words/define-words.js';
import { CopyButton } from './copy.js';
import { Icon } from './icon.js';
import styles from './secret.module.css';

export function Secret({ label, children }: { label: string; children: string }) {
  const words = useWords(commonWords);
  return (
    <div className={styles.secret}>
      <h3>{label}</h3>
      <div className={styles.line}>
        <code>{children}</code>
        <CopyButton text={children} label={words.copy} />
      </div>
      <p className={styles.once}>
        <Icon name="alert" />
        {words.shownOnce}
      </p>
    </div>
  );
}
