/** Long work, the newest first. What of it runs has a stream of its own; that some was begun is asked for. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.js';
import { byCursor, itemsOf, pageQuery } from '../api/pages.js';
import type { Operation } from '../api/types.js';

const AGAIN_MS = 5_000;

export const OPERATIONS = ['operations'];

export const useOperations = () =>
  useInfiniteQuery({
    queryKey: OPERATIONS,
    queryFn: ({ pageParam }) => ask(api.GET('/v1/admin/operations', { params: { query: pageQuery(pageParam) } })),
    ...byCursor,
    select: itemsOf<Operation>,
    refetchInterval: AGAIN_MS,
  });
