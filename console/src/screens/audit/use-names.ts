/** Whom an actor is, for people: the log has ids. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';
import { everyItem, pageQuery } from '../../api/pages.js';
import { useWords } from '../../words/define-words.js';
import { auditWords } from './words.js';

const AGAIN_MS = 30_000;
const OWN = ['delivery', 'disable-when-gone'];
const KEY = 'ik_';

/** Those who can be asked for, with their names. */
export function useActors(): ReadonlyMap<string, string> {
  const words = useWords(auditWords);
  const keys = useQuery({
    queryKey: ['access-keys', 'names'],
    queryFn: () => everyItem((cursor) => ask(api.GET('/v1/access-keys', { params: { query: pageQuery(cursor) } }))),
    refetchInterval: AGAIN_MS,
  });
  const named = (keys.data ?? []).map(({ id, name }) => [KEY + id, name] as const);
  return new Map([['admin', words.adminKey], ...named]);
}

/** Of a key it is asked for once, however old, or new, it is: a key keeps its name. */
export function useNameOf(actor: string): string {
  const words = useWords(auditWords);
  const id = actor.slice(KEY.length);
  const key = useQuery({
    queryKey: ['access-keys', 'one', id],
    enabled: actor.startsWith(KEY),
    queryFn: () => ask(api.GET('/v1/access-keys/{id}', { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (actor === 'admin') return words.adminKey;
  return OWN.includes(actor) ? words.intake : (key.data?.name ?? actor);
}
