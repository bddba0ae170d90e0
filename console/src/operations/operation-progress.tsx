/** How far long work is, with the time left; it can be stopped. */
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, ask } from '../api/client.js';
import type { Operation } from '../api/types.js';
import { Button } from '../parts/button.js';
import { Pill, type Tone } from '../parts/pill.js';
import { ProblemLine } from '../parts/problem-notice.js';
import { useWords } from '../words/define-words.js';
import { Figures } from './figures.js';
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
        <span className="soft numbers">
          <Figures operation={operation} />
        </span>
        {!isOver(operation) && (
          <Button kind="quiet" busy={stop.isPending} onClick={() => stop.mutate()}>
            {words.stop}
          </Button>
        )}
      </div>
      <progress aria-label={words.progress} className={styles.bar} value={done} max={total ?? undefined} />
      {error && <p className={styles.error}>{error}</p>}
      {stop.error && <ProblemLine error={stop.error} />}
      {children?.(operation)}
    </div>
  );
}
