/** However often it is called for, no more often than that; the last call is never left out. */
import { useEffect, useRef } from 'react';

export function useAtMostEvery(ms: number, work: () => unknown): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      work();
    }, ms);
  };
}
