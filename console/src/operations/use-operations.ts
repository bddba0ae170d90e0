/** Long work, the newest first. What of it runs has a stream of its own; that some was begun is asked for. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.js';

const PAGE = 100;
const AGAIN_MS = 5_000;

export const OPERATIONS = ['operations'];

export const useOperations = () =>
  useInfiniteQuery({
    queryKey: OPERATIONS,
    queryFn: ({ pageParam }) => {
      const query = { limit: PAGE, ...(pageParam && { cursor: pageParam }) };
      return ask(api.GET('/v1/admin/operations', { params: { query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    refetchInterval: AGAIN_MS,
  });
