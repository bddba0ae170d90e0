/** Who is signed in, and signing in and out. */
import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { api, ask, WHOAMI } from '../api/client.js';
import { isRefused } from '../api/refused.js';
import type { Role, Whoami } from '../api/types.js';

const tabs = new BroadcastChannel('intake');
const SIGNED_OUT = 'signed out';
const ROLES: readonly Role[] = ['submitter', 'operator', 'admin'];

/** null: nobody. */
export const whoami = queryOptions({
  queryKey: WHOAMI,
  queryFn: () => ask(api.GET('/v1/whoami')).catch(nobody),
  staleTime: 60_000,
});

export const useWhoami = () => useQuery(whoami);

/** That nobody is signed in is an answer too. */
function nobody(error: unknown): null {
  if (isRefused(error, 'unauthenticated')) return null;
  throw error;
}

export function useSignIn(): (key: string) => Promise<void> {
  const queries = useQueryClient();
  return async (key) => {
    await ask(api.POST('/console/session', { headers: { authorization: `Bearer ${key}` } }));
    await queries.resetQueries();
  };
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => ask(api.DELETE('/console/session')),
    onSuccess() {
      forget(queries);
      tabs.postMessage(SIGNED_OUT);
    },
  });
}

/** The session is that of all tabs. */
export const signOutWithOthers = (queries: QueryClient): void =>
  tabs.addEventListener('message', ({ data }) => data === SIGNED_OUT && forget(queries));

/** Nothing of what was shown stays behind. */
function forget(queries: QueryClient): void {
  queries.setQueryData(WHOAMI, null);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== WHOAMI[0] });
}

export const CallerContext = createContext<Whoami | null>(null);

/** Within the layout somebody is always signed in. */
export const useCaller = (): Whoami => use(CallerContext)!;

export const reaches = (role: Role, wanted: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(wanted);

/** What a role may not do is not offered. */
export const useMay = (wanted: Role): boolean => reaches(useCaller().role, wanted);
