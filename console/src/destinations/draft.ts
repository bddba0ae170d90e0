/** A destination that is being written: every member as it stands in its field. */
import type { Destination, DestinationPolicy } from '../api/types.js';
import { headerLines, headersIn } from './header-lines.js';

export const FIELDS = [
  ...(['url', 'description', 'method', 'headers', 'auth', 'username', 'password', 'token'] as const),
  ...(['timeoutMs', 'maxAttempts', 'minDelayMs', 'maxDelayMs'] as const),
  ...(['ratePerSecond', 'concurrency', 'onDeadOrderingKey'] as const),
] as const;

export type Field = (typeof FIELDS)[number];
export type Draft = Record<Field, string>;

type Policy = Pick<Destination, 'url' | 'headers' | 'auth' | 'retry' | 'description' | 'ratePerSecond'> &
  Record<'method' | 'onDeadOrderingKey', string> &
  Record<'timeoutMs' | 'concurrency', number>;

/** What Intake takes where nothing is said. */
const USUAL: Policy = {
  ...{ url: '', method: 'POST', headers: {}, auth: null, description: null },
  ...{ timeoutMs: 15_000, retry: { maxAttempts: 20, minDelayMs: 5_000, maxDelayMs: 21_600_000 } },
  ...{ ratePerSecond: null, concurrency: 10, onDeadOrderingKey: 'block' },
};

export function draftOf({ headers, auth, retry, ...policy }: Policy): Draft {
  const { url, method, timeoutMs, concurrency, ratePerSecond, onDeadOrderingKey, description } = policy;
  return {
    ...{ url, method, onDeadOrderingKey, headers: headerLines(headers), description: description ?? '' },
    ...{ auth: auth?.type ?? 'none', username: '', password: '', token: '' },
    ...(auth?.type === 'basic' && { username: auth.username, password: auth.password }),
    ...(auth?.type === 'bearer' && { token: auth.token }),
    ...{ timeoutMs: `${timeoutMs}`, concurrency: `${concurrency}`, ratePerSecond: `${ratePerSecond ?? ''}` },
    ...{ maxAttempts: `${retry.maxAttempts}`, minDelayMs: `${retry.minDelayMs}`, maxDelayMs: `${retry.maxDelayMs}` },
  };
}

export const blankDraft = (): Draft => draftOf(USUAL);

export function policyOf(draft: Draft): DestinationPolicy {
  const { maxAttempts, minDelayMs, maxDelayMs } = draft;
  return {
    url: draft.url.trim(),
    method: draft.method as 'POST',
    headers: headersIn(draft.headers),
    auth: authOf(draft),
    timeoutMs: Number(draft.timeoutMs),
    retry: { maxAttempts: Number(maxAttempts), minDelayMs: Number(minDelayMs), maxDelayMs: Number(maxDelayMs) },
    ratePerSecond: draft.ratePerSecond === '' ? null : Number(draft.ratePerSecond),
    concurrency: Number(draft.concurrency),
    onDeadOrderingKey: draft.onDeadOrderingKey as 'block',
    description: draft.description.trim() || null,
  };
}

function authOf({ auth, username, password, token }: Draft): NonNullable<DestinationPolicy['auth']> | null {
  if (auth === 'basic') return { type: 'basic', username, password };
  return auth === 'bearer' ? { type: 'bearer', token } : null;
}
