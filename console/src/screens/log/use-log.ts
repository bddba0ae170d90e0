/**
 * The log, page by page, and on at its end. The stream tells what happens to inputs, and so when to look; all else is looked for
 * every few seconds.
 */
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo } from 'react';
import type { Event } from '../../api/types.js';
import { INPUT_FACTS } from '../../inputs/facts.js';
import { useLive } from '../../live/use-live.js';
import { useAtMostEvery } from '../../parts/use-at-most-every.js';
import { grown } from './grown.js';
import type { LogFilter } from './log-filter.js';
import { type LogPage, type Place, pageAt } from './log-page.js';

const SOON_MS = 300;
const AGAIN_MS = 5_000;

type Shown = InfiniteData<LogPage, Place>;

export function useLog({ after, type, stream, actor }: LogFilter, isLive: boolean) {
  const queries = useQueryClient();
  const key = useMemo(() => ['log', after, type, stream, actor], [after, type, stream, actor]);
  const narrowing = { ...(type && { type }), ...(stream && { stream }), ...(actor && { actor }) };
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => pageAt(pageParam, narrowing),
    initialPageParam: { after, cursor: null } as Place,
    getNextPageParam: ({ next }) => next,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const goOn = async () => {
    const last = queries.getQueryData<Shown>(key)?.pages.at(-1);
    // Before the end there is another page to be asked for.
    if (!last || last.next) return;
    const more = await pageAt({ after: last.position, cursor: null }, narrowing).catch(() => null);
    if (!more) return;
    queries.setQueryData<Shown>(key, (now) =>
      now?.pages.at(-1) === last ? { ...now, pages: grown(now.pages, more) } : now,
    );
  };
  const lookSoon = useAtMostEvery(SOON_MS, goOn);
  const live = useLive<Event>({ path: isLive ? '/v1/stream' : null, types: INPUT_FACTS, onEvents: lookSoon });
  const look = useEffectEvent(lookSoon);
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => look(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [isLive]);
  return { list, live };
}
