/** The list of access keys, page by page. There is no stream of it: it is asked for. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, ask, queries } from '../../api/client.js';
import { byCursor, pageQuery } from '../../api/pages.js';

const AGAIN_MS = 5_000;
const KEY = ['access-keys', 'list'];

export const useKeys = () =>
  useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) => ask(api.GET('/v1/access-keys', { params: { query: pageQuery(pageParam) } })),
    ...byCursor,
    refetchInterval: AGAIN_MS,
  });

export const readKeysAnew = (): void => void queries.invalidateQueries({ queryKey: KEY });
