/** All that the log has of an act. */
import type { Event } from '../../api/types.js';
import { Dialog } from '../../parts/dialog.js';
import { Id } from '../../parts/id.js';
import { JsonTree } from '../../parts/json-tree.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import { wordOf } from '../../words/word-of.js';
import styles from './audit.module.css';
import { auditWords } from './words.js';

export function ActDetails({ act, onClose }: { act: Event; onClose(): void }) {
  const words = useWords(auditWords);
  const format = useFormat();
  const { metadata, type, stream, position, occurredAt, data } = act;
  return (
    <Dialog wide title={wordOf(words, type)} onClose={onClose}>
      <dl className={styles.list}>
        <dt>{words.when}</dt>
        <dd>{format.exact(occurredAt)}</dd>
        <dt>{words.who}</dt>
        <dd>
          <Id>{metadata.actor}</Id>
        </dd>
        <dt>{words.request}</dt>
        <dd>
          <Id>{metadata.correlationId}</Id>
        </dd>
        <dt>{words.stream}</dt>
        <dd>
          <Id>{stream}</Id>
        </dd>
        <dt>{words.position}</dt>
        <dd className="numbers">{format.count(position)}</dd>
      </dl>
      <h3 className={styles.data}>{words.data}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <div className={styles.box} tabIndex={0}>
        <JsonTree value={data} />
      </div>
    </Dialog>
  );
}
