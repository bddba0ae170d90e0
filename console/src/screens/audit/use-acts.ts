/** The trail, newest first. There is no stream of it: what is new is asked for, from where the last look has ended. */
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Wanted } from './filters.js';
import { type ActsPage, lookBack } from './look-back.js';
import { readActs, readHead, timeAfter } from './read-log.js';

const AGAIN_MS = 5_000;

export function useActs(wanted: Wanted) {
  const queries = useQueryClient();
  const key = ['audit', wanted];
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam }) => {
      const read = async (after: number, before: number) => (await readActs(wanted, after, before)).events;
      return lookBack(pageParam ?? (await readHead()), wanted.since, read, timeAfter);
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ isLast, after }) => (isLast ? null : after),
    // What is new comes on top by itself.
    staleTime: Number.POSITIVE_INFINITY,
  });
  useQuery({
    queryKey: [...key, 'news'],
    enabled: list.data !== undefined,
    refetchInterval: AGAIN_MS,
    queryFn: async () => {
      const [first] = queries.getQueryData<InfiniteData<ActsPage>>(key)!.pages;
      const { events, head } = await readActs(wanted, first!.upTo);
      queries.setQueryData<InfiniteData<ActsPage>>(key, (shown) => shown && withNews(shown, events, head));
      return head;
    },
  });
  return list;
}

function withNews(shown: InfiniteData<ActsPage>, events: ActsPage['items'], head: number): InfiniteData<ActsPage> {
  const [first, ...rest] = shown.pages;
  const news = events.filter(({ position }) => position > first!.upTo).toReversed();
  return { ...shown, pages: [{ ...first!, upTo: head, items: [...news, ...first!.items] }, ...rest] };
}
