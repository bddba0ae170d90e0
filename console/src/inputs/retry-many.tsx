/** Retries all that is meant; first it says how many that are. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../api/client.js';
import type { Operation } from '../api/types.js';
import { useOnceFor } from '../operations/begun-once.js';
import { OperationProgress } from '../operations/operation-progress.js';
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { ProblemLine } from '../parts/problem-notice.js';
import { useWords } from '../words/define-words.js';
import { useFormat } from '../words/format.js';
import { retryWords } from './retry-words.js';

/** Where nothing narrows it, everything is meant, and must be said to be. */
export type Wanted = { filter: object } | { all: true };

export function RetryMany({ wanted }: { wanted: Wanted }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <RetryButton onAsk={() => setOpen(true)} />
      {open && <RetryDialog wanted={wanted} onClose={() => setOpen(false)} />}
    </>
  );
}

export function RetryButton({ onAsk }: { onAsk(): void }) {
  const words = useWords(retryWords);
  return (
    <Button icon="retry" onClick={onAsk}>
      {words.retryMany}
    </Button>
  );
}

/** It shows how the work goes on: it must stand where it outlasts what is retried. */
export function RetryDialog({ wanted, onClose }: { wanted: Wanted; onClose(): void }) {
  const words = useWords(retryWords);
  const format = useFormat();
  const count = useQuery({
    queryKey: ['inputs', 'retry', wanted],
    queryFn: () => ask(api.POST('/v1/inputs/retry', { body: { ...wanted, dryRun: true } })),
    staleTime: 0,
    gcTime: 0,
    // What was counted is what is asked for: it is not counted anew behind one's back.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const header = useOnceFor(count.data);
  const retry = useMutation({
    mutationFn: () => ask(api.POST('/v1/inputs/retry', { params: { header }, body: wanted })),
  });
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
  const words = useWords(retryWords);
  const format = useFormat();
  if (total === null) return <p>{words.counting}</p>;
  return <p>{total === 0 ? words.retryNone : words.retryHow(format.count(total))}</p>;
}
