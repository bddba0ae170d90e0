/** Retries all that the list is narrowed to; first it says how many that are. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client.js';
import type { Operation } from '../../api/types.js';
import { OperationProgress } from '../../operations/operation-progress.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import { filterOf, type InputsQuery } from './filters.js';
import { listWords } from './words.js';

export function RetryMany({ query }: { query: InputsQuery }) {
  const words = useWords(listWords);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="retry" onClick={() => setOpen(true)}>
        {words.retryMany}
      </Button>
      {open && <Question query={query} onClose={() => setOpen(false)} />}
    </>
  );
}

function Question({ query, onClose }: { query: InputsQuery; onClose(): void }) {
  const words = useWords(listWords);
  const format = useFormat();
  const wanted = wantedOf(query);
  const count = useQuery({
    queryKey: ['inputs', 'retry', wanted],
    queryFn: () => ask(api.POST('/v1/inputs/retry', { body: { ...wanted, dryRun: true } })),
    staleTime: 0,
    gcTime: 0,
  });
  const retry = useMutation({ mutationFn: () => ask(api.POST('/v1/inputs/retry', { body: wanted })) });
  const total = (count.data as { total: number } | undefined)?.total ?? null;
  const error = count.error ?? retry.error;
  const isOffered = total !== null && total > 0 && !retry.data;
  return (
    <Dialog
      title={words.retryTitle}
      onClose={onClose}
      actions={
        isOffered && (
          <Button kind="primary" busy={retry.isPending} onClick={() => retry.mutate()}>
            {words.retryDo(format.count(total))}
          </Button>
        )
      }
    >
      {retry.data ? <OperationProgress operation={retry.data as Operation} /> : <HowMany total={total} />}
      {error && <ProblemLine error={error} />}
    </Dialog>
  );
}

function HowMany({ total }: { total: number | null }) {
  const words = useWords(listWords);
  const format = useFormat();
  if (total === null) return <p>{words.counting}</p>;
  return <p>{total === 0 ? words.retryNone : words.retryHow(format.count(total))}</p>;
}

/** Where nothing narrows the list, everything is meant, and must be said to be. */
function wantedOf(query: InputsQuery) {
  const filter = filterOf(query);
  return Object.keys(filter).length > 0 ? { filter } : { all: true as const };
}
