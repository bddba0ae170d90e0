/** The rows of the list. */
import { useState } from 'react';
import type { AccessKey } from '../../api/types.js';
import { Button } from '../../parts/button.js';
import { cx } from '../../parts/cx.js';
import { Id } from '../../parts/id.js';
import { useNow } from '../../parts/now.js';
import { Pill, type Tone } from '../../parts/pill.js';
import { Time } from '../../parts/time.js';
import { Cell, VirtualList } from '../../parts/virtual-list.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './access-keys.module.css';
import { type KeyState, keyStateOf } from './key-state.js';
import { Revoke } from './revoke.js';
import { title } from './title.js';
import { keyWords } from './words.js';

interface Props {
  keys: readonly AccessKey[];
  hasMore: boolean;
  failed: boolean;
  onMore(): void;
}

const TONES: Record<KeyState, Tone> = { live: 'green', expired: 'violet', revoked: 'gray' };

export function KeyRows({ keys, hasMore, failed, onMore }: Props) {
  const words = useWords(keyWords);
  const [leaving, setLeaving] = useState<AccessKey | null>(null);
  return (
    <>
      <VirtualList
        label={useWords(title).title}
        columns={styles.columns}
        head={[words.name, words.state, words.id, words.owner, words.role, words.created, words.expires, '']}
        items={keys}
        keyOf={({ id }) => id}
        row={(key) => <Row accessKey={key} onRevoke={() => setLeaving(key)} />}
        hasMore={hasMore}
        failed={failed}
        onMore={onMore}
      />
      {leaving && <Revoke accessKey={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}

function Row({ accessKey, onRevoke }: { accessKey: AccessKey; onRevoke(): void }) {
  const words = useWords(keyWords);
  const state = useNow((now) => keyStateOf(accessKey, now));
  const { id, name, owner, roles, destinations, createdAt, expiresAt } = accessKey;
  return (
    <>
      <Cell className={cx(state !== 'live' && 'soft')}>
        <span title={name}>{name}</span>
      </Cell>
      <Cell>
        <span title={useEnd(accessKey)} data-key-state={state}>
          <Pill tone={TONES[state]}>{words[state]}</Pill>
        </span>
      </Cell>
      <Cell>
        <Id to={`/audit?actor=ik_${id}`}>{id}</Id>
      </Cell>
      <Cell>{owner}</Cell>
      <Cell>
        <span title={destinations?.join(', ')}>
          {roles.join(', ')}
          {destinations && <span className="soft"> · {destinations.join(', ')}</span>}
        </span>
      </Cell>
      <Cell className="soft">
        <Time at={createdAt} />
      </Cell>
      <Cell className="soft">{expiresAt ? <Time at={expiresAt} /> : words.never}</Cell>
      <Cell className={styles.act}>
        {state !== 'revoked' && (
          <Button kind="quiet" aria-label={`${words.revoke} ${name}`} onClick={onRevoke}>
            {words.revoke}
          </Button>
        )}
      </Cell>
    </>
  );
}

/** When it was revoked, and by whom. */
function useEnd({ revokedAt, revokedBy }: AccessKey): string | undefined {
  const words = useWords(keyWords);
  const format = useFormat();
  return revokedAt && revokedBy ? `${format.exact(revokedAt)} ${words.revokedBy(revokedBy)}` : undefined;
}
