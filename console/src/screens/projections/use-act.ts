/** Something done with a read model; what is shown of it, and of the work on it, is read anew. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { OPERATIONS } from '../../operations/use-operations.js';
import { PROJECTIONS } from '../../projections/use-projections.js';

export function useAct<T, V = void>(act: (given: V) => Promise<T>, onDone?: (answer: T) => void) {
  const readAnew = useReadAnew();
  return useMutation({
    mutationFn: act,
    async onSuccess(answer) {
      onDone?.(answer);
      await readAnew();
    },
  });
}

export function useReadAnew(): () => Promise<unknown> {
  const queries = useQueryClient();
  return () => Promise.all([PROJECTIONS, OPERATIONS].map((queryKey) => queries.invalidateQueries({ queryKey })));
}
