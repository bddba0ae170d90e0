/** A body: as text, as JSON that can be opened, or byte by byte. */
import { useState } from 'react';
import { CopyButton } from '../parts/copy.js';
import { JsonTree } from '../parts/json-tree.js';
import { Tabs } from '../parts/tabs.js';
import { useWords } from '../words/define-words.js';
import { useFormat } from '../words/format.js';
import { bytesOf, hexRows, jsonOf } from './bytes.js';
import styles from './bytes-view.module.css';
import type { Bytes } from './facts.js';
import { inputWords } from './words.js';

type Form = 'text' | 'json' | 'hex';

interface Props {
  body: Bytes;
  contentType: string | null;
  truncated?: boolean;
}

export function BytesView({ body, contentType, truncated = false }: Props) {
  const words = useWords(inputWords);
  const format = useFormat();
  const json = jsonOf(body);
  const forms: Form[] = [
    ...(json ? ['json' as const] : []),
    ...(body.encoding === 'utf8' ? ['text' as const] : []),
    'hex',
  ];
  const [chosen, choose] = useState<Form | null>(null);
  const form = chosen && forms.includes(chosen) ? chosen : forms[0]!;
  if (body.data === '') return <p className="soft">{words.noBody}</p>;
  const bytes = bytesOf(body);
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <Tabs<Form>
          label={words.form}
          tabs={forms.map((id) => ({ id, title: words[id] }))}
          at={form}
          onChange={choose}
        />
        <span className="soft">{[contentType, format.bytes(bytes.length)].filter(Boolean).join(' · ')}</span>
        {body.encoding === 'utf8' && <CopyButton text={body.data} />}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <div className={styles.box} tabIndex={0}>
        {form === 'json' && json && <JsonTree value={json.value} />}
        {form === 'text' && <pre>{body.data}</pre>}
        {form === 'hex' && <pre>{hexRows(bytes).join('\n')}</pre>}
      </div>
      {truncated && <p className="soft">{words.truncated}</p>}
    </div>
  );
}
