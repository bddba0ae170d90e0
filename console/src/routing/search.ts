/** What a screen is narrowed to stands in the address: it can be linked to, and Back undoes it. */
import { useMemo } from 'react';
import { navigate, usePath, useQueryText } from './location.js';

export type Changes = Record<string, string | null>;

export function useSearch(): [Record<string, string>, (changes: Changes) => void] {
  const path = usePath();
  const text = useQueryText();
  const search = useMemo(() => Object.fromEntries(new URLSearchParams(text)), [text]);
  const change = (changes: Changes) => navigate(path + withChanges(text, changes));
  return [search, change];
}

/** null and nothing: left out. */
function withChanges(text: string, changes: Changes): string {
  const search = new URLSearchParams(text);
  for (const [name, value] of Object.entries(changes)) {
    if (value) search.set(name, value);
    else search.delete(name);
  }
  return search.size > 0 ? `?${search}` : '';
}
