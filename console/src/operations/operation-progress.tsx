/** How far long work is, with the time left; it can be stopped. */
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, ask } from '../api/client.js';
import type { Operation } from '../api/types.js';
import { Button } from '../parts/button.js';
import { Pill, type Tone } from '../parts/pill.js';
import { useWords } from '../words/define-words.js';
import { useFormat } from '../words/format.js';
import styles from './operation-progress.module.css';
import { isOver, useOperation } from './use-operation.js';
import { operationWords } from './words.js';

const TONES: Record<Operation['state'], Tone> = {
  running: 'cyan',
  succeeded: 'green',
  failed: 'red',
  cancelled: 'gray',
};

interface Props {
  operation: Operation;
  /** What is said of it beneath, as far as it is. */
  children?(operation: Operation): ReactNode;
}

export function OperationProgress({ operation: begun, children }: Props) {
  const words = useWords(operationWords);
  const operation = useOperation(begun)!;
  const stop = useMutation({
    mutationFn: () => ask(api.POST('/v1/admin/operations/{id}/cancel', { params: { path: { id: begun.id } } })),
  });
  const { state, done, total, error } = operation;
  return (
    <div className={styles.operation} data-operation={state}>
      <div className={styles.line}>
        <Pill tone={TONES[state]} pulse={state === 'running'}>
          {words[state]}
        </Pill>
        <Figures operation={operation} />
        {!isOver(operation) && (
          <Button kind="quiet" busy={stop.isPending} onClick={() => stop.mutate()}>
            {words.stop}
          </Button>
        )}
      </div>
      <progress aria-label={words.progress} className={styles.bar} value={done} max={total ?? undefined} />
      {error && <p className={styles.error}>{error}</p>}
      {children?.(operation)}
    </div>
  );
}

function Figures({ operation: { phase, done, total, ratePerSecond, etaMs } }: { operation: Operation }) {
  const words = useWords(operationWords);
  const format = useFormat();
  const figures = [
    phase,
    total === null ? format.count(done) : words.of(format.count(done), format.count(total)),
    ratePerSecond !== null && words.rate(format.count(ratePerSecond)),
    etaMs !== null && words.left(format.duration(etaMs)),
  ];
  return <span className="soft numbers">{figures.filter(Boolean).join(' · ')}</span>;
}
