/** However often it is called for, no more often than that; the last call is never left out. */
import { useEffect, useRef } from 'react';

export function useAtMostEvery(ms: number, work: () => unknown): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // By the time it is done, something else may be looked at.
  const latest = useRef(work);
  useEffect(() => {
    latest.current = work;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, ms);
  };
}
