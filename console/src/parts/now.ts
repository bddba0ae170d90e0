/** One clock for all times on the page, Intake's: it ticks while somebody looks at one. */
import { useSyncExternalStore } from 'react';
import { serverNow } from '../api/server-clock.js';

const TICK_MS = 1_000;

const listeners = new Set<() => void>();
let now = serverNow();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = serverNow();
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    // It has stood still while nobody looked.
    now = serverNow();
    timer = setInterval(tick, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** Anew whenever what is made of it changes: a time of days ago is not drawn each second. */
export const useNow = <T extends string | number>(made: (now: number) => T): T =>
  useSyncExternalStore(listen, () => made(now));
