/** The list of inputs, page by page, and live. */
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { answer, api } from '../../api/client.js';
import type { Event } from '../../api/types.js';
import { asFacts, INPUT_FACTS } from '../../inputs/facts.js';
import { useLive } from '../../live/use-live.js';
import { useAtMostEvery } from '../../parts/use-at-most-every.js';
import { fits, type InputsQuery, onlyByComing } from './filters.js';
import { type ShownPage, tellPages } from './tell-pages.js';

const PAGE = 50;
const AGAIN_MS = 2_000;
/** Of a list that has grown so long by what came live, the beginning is enough. */
const MOST = 2_000;

type Shown = InfiniteData<ShownPage, string | null>;

export function useInputs(query: InputsQuery, isLive: boolean) {
  const queries = useQueryClient();
  const key = useMemo(() => ['inputs', query], [query]);
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => pageOf(query, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // What comes live is in it already.
    staleTime: 60_000,
  });
  /** For each reading that is under way. */
  const heardMeanwhile = useRef(new Set<Event[]>());
  const tell = (pages: readonly ShownPage[], events: readonly Event[]) =>
    tellPages(pages, asFacts(events), (input) => fits(query, input), onlyByComing(query));
  /** What is shown stays until the new beginning is there, and what is heard until then is told to that as well. */
  const readAnew = useAtMostEvery(AGAIN_MS, async () => {
    const heard: Event[] = [];
    heardMeanwhile.current.add(heard);
    try {
      const page = await pageOf(query, null);
      queries.setQueryData<Shown>(key, { pages: tell([page], heard).pages, pageParams: [null] });
    } catch {
      // It is shown as it was: whoever is away or not let in any more is told so by the stream.
    } finally {
      heardMeanwhile.current.delete(heard);
    }
  });
  const live = useLive<Event>({
    path: isLive && list.data ? streamOf(query) : null,
    types: INPUT_FACTS,
    from: list.data?.pages[0]?.position ?? null,
    onEvents: (events) => {
      for (const heard of heardMeanwhile.current) heard.push(...events);
      queries.setQueryData<Shown>(key, (shown) => {
        if (!shown) return shown;
        const told = tell(shown.pages, events);
        if (told.isBehind || told.pages.reduce((sum, { items }) => sum + items.length, 0) > MOST) readAnew();
        return { ...shown, pages: told.pages };
      });
    },
  });
  return { list, live };
}

async function pageOf(query: InputsQuery, cursor: string | null): Promise<ShownPage> {
  const more = { limit: PAGE, ...(cursor && { cursor }) };
  const { data, headers } = await answer(api.GET('/v1/inputs', { params: { query: { ...query, ...more } } }));
  return { ...data, position: Number(headers.get('intake-position')) };
}

/** Also of what leads away from the statuses that are shown. */
const streamOf = ({ destination }: InputsQuery): string =>
  destination ? `/v1/stream?destination=${encodeURIComponent(destination)}` : '/v1/stream';
