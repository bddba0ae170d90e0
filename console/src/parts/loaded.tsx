/**
 * What a query has brought, in all its states: being loaded, not there, nothing in it, nothing that matches, the network away;
 * what was there before stays in sight.
 */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { commonWords } from '../words/common.js';
import { useWords } from '../words/define-words.js';
import { Banner } from './banner.js';
import { Button } from './button.js';
import { type Empty, Nothing } from './nothing.js';
import { Notice } from './notice.js';
import { ProblemNotice } from './problem-notice.js';
import { Skeleton } from './skeleton.js';

type Query<T> = Pick<UseQueryResult<T>, 'data' | 'error' | 'fetchStatus' | 'refetch'>;

interface Props<T> {
  query: Query<T>;
  children(data: T): ReactNode;
  /** What is shown in place of what is loaded. */
  skeleton?: ReactNode;
  isEmpty?(data: T): boolean;
  empty?: Empty;
  /** Takes the filters away; left out where there are none. */
  onClearFilters?: (() => void) | undefined;
}

export function Loaded<T>({ query, children, skeleton = <Skeleton />, isEmpty, empty, onClearFilters }: Props<T>) {
  const { data, error, fetchStatus, refetch } = query;
  if (data === undefined) {
    if (fetchStatus === 'paused') return <Offline />;
    return error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : skeleton;
  }
  if (!isEmpty?.(data)) {
    return (
      <>
        {error && <Stale onRetry={() => void refetch()} />}
        {children(data)}
      </>
    );
  }
  if (onClearFilters) return <NoMatch onClear={onClearFilters} />;
  return empty ? <Nothing {...empty} /> : children(data);
}

/** What was there before stays in sight, and is said to be from before. */
function Stale({ onRetry }: { onRetry(): void }) {
  const words = useWords(commonWords);
  return (
    <Banner>
      {words.stale}
      <Button kind="quiet" onClick={onRetry}>
        {words.retry}
      </Button>
    </Banner>
  );
}

function Offline() {
  const words = useWords(commonWords);
  return (
    <Notice icon="offline" title={words.offline} alert>
      <p>{words.offlineWhy}</p>
    </Notice>
  );
}

function NoMatch({ onClear }: { onClear(): void }) {
  const words = useWords(commonWords);
  return (
    <Notice icon="search" title={words.noMatch}>
      <p>{words.noMatchWhy}</p>
      <Button onClick={onClear}>{words.clearFilters}</Button>
    </Notice>
  );
}
