/** One event: its data, and the message that others get of it. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client.js';
import type { Event } from '../../api/types.js';
import { CopyButton } from '../../parts/copy.js';
import { Dialog } from '../../parts/dialog.js';
import { Id } from '../../parts/id.js';
import { JsonTree } from '../../parts/json-tree.js';
import { Loaded } from '../../parts/loaded.js';
import { Notice } from '../../parts/notice.js';
import { Tabs } from '../../parts/tabs.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import { messageOf } from './kafka-message.js';
import styles from './log.module.css';
import { logWords } from './words.js';

const FORMS = ['data', 'kafka'] as const;
type Form = (typeof FORMS)[number];

export function EventDialog({ position, onClose }: { position: number; onClose(): void }) {
  const words = useWords(logWords);
  const event = useQuery({
    queryKey: ['log', 'event', position],
    queryFn: async () => {
      const query = { afterPosition: Math.max(0, position - 1), limit: 1 };
      const { items } = await ask(api.GET('/v1/admin/events', { params: { query } }));
      return items.find((each) => each.position === position) ?? null;
    },
  });
  return (
    <Dialog title={words.event(`${position}`)} onClose={onClose}>
      <Loaded query={event}>
        {(found) =>
          found ? (
            <Shown event={found} />
          ) : (
            <Notice icon="search" title={words.noEvent}>
              <p>{words.noEventWhy}</p>
            </Notice>
          )
        }
      </Loaded>
    </Dialog>
  );
}

function Shown({ event }: { event: Event }) {
  const words = useWords(logWords);
  const format = useFormat();
  const [form, setForm] = useState<Form>('data');
  const tabs = FORMS.map((id) => ({ id, title: words[id] }));
  return (
    <div className={styles.event}>
      <p>
        <strong>{event.type}</strong> <span className="soft">· {format.exact(event.occurredAt)}</span>
      </p>
      <Id>{event.stream}</Id>
      <Tabs<Form> label={words.form} tabs={tabs} at={form} onChange={setForm} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <div className={styles.box} tabIndex={0}>
        {form === 'data' ? <JsonTree value={event.data} /> : <KafkaMessage event={event} />}
      </div>
    </div>
  );
}

function KafkaMessage({ event }: { event: Event }) {
  const words = useWords(logWords);
  const { key, headers, value } = messageOf(event);
  return (
    <>
      <h3>{words.key}</h3>
      <code>{key}</code>
      <h3>{words.headers}</h3>
      <dl className={styles.headers}>
        {headers.map(([name, text]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{text === null ? <em className="soft">{words.byRelay}</em> : <code>{text}</code>}</dd>
          </div>
        ))}
      </dl>
      <h3>
        {words.value} <CopyButton text={value} />
      </h3>
      <pre className={styles.value}>{value}</pre>
    </>
  );
}
