/** The list of access keys, page by page. There is no stream of it: it is asked for. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, ask, queries } from '../../api/client.js';

const PAGE = 100;
const AGAIN_MS = 5_000;
const KEY = ['access-keys', 'list'];

export const useKeys = () =>
  useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) => {
      const query = { limit: PAGE, ...(pageParam && { cursor: pageParam }) };
      return ask(api.GET('/v1/access-keys', { params: { query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: AGAIN_MS,
  });

export const readKeysAnew = (): void => void queries.invalidateQueries({ queryKey: KEY });
