/** What a person has chosen in this browser; null: what the browser itself wants. */
import { useSyncExternalStore } from 'react';

export interface Preference<T extends string> {
  get(): T | null;
  set(value: T | null): void;
  use(): T | null;
}

export function createPreference<T extends string>(name: string, values: readonly T[]): Preference<T> {
  const key = `intake.${name}`;
  const listeners = new Set<() => void>();
  const get = () => values.find((value) => value === localStorage.getItem(key)) ?? null;
  return {
    get,
    set(value) {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
      for (const listener of listeners) listener();
    },
    use: () =>
      useSyncExternalStore((listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      }, get),
  };
}
