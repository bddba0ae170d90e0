/** Where the browser is, and going elsewhere, without loading the page anew. */
import { useSyncExternalStore } from 'react';

export const BASE = '/console';

const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};
window.addEventListener('popstate', tell);

const listen = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** Below /console, without a slash at its end. */
export const pathNow = (): string => window.location.pathname.slice(BASE.length).replace(/\/$/, '');

export const usePath = (): string => useSyncExternalStore(listen, pathNow);

export const useQueryText = (): string => useSyncExternalStore(listen, () => window.location.search);

/** `to`: an address of the console, with its query. */
export function navigate(to: string): void {
  window.history.pushState(null, '', BASE + to);
  window.scrollTo(0, 0);
  tell();
}
