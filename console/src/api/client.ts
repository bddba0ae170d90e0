/** Intake as the console asks it: by the session's cookie, with the types of the contract. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import createClient from 'openapi-fetch';
import type { paths } from '../../../contracts/openapi.js';
import { ownWrites } from './own-writes.js';
import { isRefused, Refused, refusedBy, Unreachable } from './refused.js';
import { serverClock } from './server-clock.js';

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

const ANSWER_BOUND_MS = 30_000;
/** A destination has up to two minutes. */
const TEST_BOUND_MS = 130_000;
const boundOf = ({ url }: Request): number =>
  /\/destinations\/[^/]+\/test$/.test(url) ? TEST_BOUND_MS : ANSWER_BOUND_MS;
const TRIES = 3;

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  headers: { accept: 'application/json' },
  fetch: (request) =>
    fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(boundOf(request))]) }),
});
api.use(ownWrites(), serverClock);

/** What was answered; or it throws Refused or Unreachable, which say why not. */
export async function ask<T>(asking: Promise<Answer<T>>): Promise<T> {
  return (await answer(asking)).data;
}

/** With the headers. */
export async function answer<T>(asking: Promise<Answer<T>>): Promise<{ data: T; headers: Headers }> {
  const { data, error, response } = await asking.catch((reason: Error) => {
    throw reason.name === 'AbortError' ? reason : new Unreachable(reason.message);
  });
  if (!response.ok) throw refusedBy(error, response.headers.get('retry-after'));
  return { data: data as T, headers: response.headers };
}

export const WHOAMI = ['whoami'];

export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: signOutWhereOver }),
  defaultOptions: {
    queries: { staleTime: 5_000, retry: (tries, error) => tries + 1 < TRIES && mayPass(error), retryDelay },
    // What cannot be asked for now is refused now: nothing is done later that somebody has given up on.
    mutations: { onError: signOutWhereOver, networkMode: 'always' },
  },
});

/** Whatever it was that was asked: who is not known any more signs in. */
function signOutWhereOver(error: unknown): void {
  if (isRefused(error, 'unauthenticated')) queries.setQueryData(WHOAMI, null);
}

const mayPass = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof Refused && error.problem.status >= 500);

function retryDelay(tries: number, error: unknown): number {
  return (error instanceof Refused ? error.retryAfterMs : null) ?? Math.min(500 * 2 ** tries, 5_000);
}
