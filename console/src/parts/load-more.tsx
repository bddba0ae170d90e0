/** The next page of a list that is too short to be virtual. */
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { commonWords } from '../words/common.js';
import { useWords } from '../words/define-words.js';
import { Button } from './button.js';

type Query = Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;

export function LoadMore({ query: { hasNextPage, isFetchingNextPage, fetchNextPage } }: { query: Query }) {
  const words = useWords(commonWords);
  if (!hasNextPage) return null;
  return (
    <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      {words.loadMore}
    </Button>
  );
}
