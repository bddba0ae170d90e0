/** The rows of the list. */
import { memo } from 'react';
import type { Input } from '../../api/types.js';
import { StatusPill } from '../../inputs/status-pill.js';
import { Id } from '../../parts/id.js';
import { Time } from '../../parts/time.js';
import { Cell, VirtualList } from '../../parts/virtual-list.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './inputs.module.css';
import { title } from './title.js';
import { listWords } from './words.js';

interface Props {
  inputs: readonly Input[];
  hasMore: boolean;
  failed: boolean;
  onMore(): void;
}

export function InputRows({ inputs, hasMore, failed, onMore }: Props) {
  const words = useWords(listWords);
  return (
    <VirtualList
      label={useWords(title).title}
      columns={styles.columns}
      head={[words.status, words.id, words.destination, words.received, words.attempts, words.response, words.size]}
      items={inputs}
      keyOf={({ id }) => id}
      row={(input) => <Row input={input} />}
      hasMore={hasMore}
      failed={failed}
      onMore={onMore}
    />
  );
}

/** While a hundred come in a second, those that have not changed are not made anew. */
const Row = memo(function Row({ input }: { input: Input }) {
  const format = useFormat();
  const { id, destination, receivedAt, attemptCount, response, size } = input;
  return (
    <>
      <Cell>
        <StatusPill input={input} />
      </Cell>
      <Cell>
        <Id short to={`/inputs/${id}`}>
          {id}
        </Id>
      </Cell>
      <Cell>{destination}</Cell>
      <Cell className="soft">
        <Time at={receivedAt} />
      </Cell>
      <Cell className="numbers">{attemptCount}</Cell>
      <Cell className="numbers">{response?.status ?? '–'}</Cell>
      <Cell className="soft numbers">{format.bytes(size)}</Cell>
    </>
  );
});
