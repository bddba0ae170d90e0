/** The list of inputs, page by page, and live. */
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { answer, api } from '../../api/client.js';
import type { Event, Input } from '../../api/types.js';
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
  const key = useMemo(() => ['inputs', query], [query]);
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => pageOf(query, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // What comes live is in it already.
    staleTime: 60_000,
    // What has not changed is kept as it is by whoever moves the list on: nobody has to look for it.
    structuralSharing: false,
  });
  const { isFetching } = list;
  const tell = useTelling(key, query);
  const tellWhatWasRead = useEffectEvent(() => tell([]));
  // A further page is put beside those that stood there when it was asked for.
  useEffect(() => {
    if (!isFetching) tellWhatWasRead();
  }, [isFetching]);
  const live = useLive<Event>({
    path: isLive && list.data ? streamOf(query) : null,
    types: INPUT_FACTS,
    from: list.data?.pages[0]?.position ?? null,
    onEvents: tell,
  });
  return { list, live };
}

/** Moves the list on by what is heard. What was heard while some of it was being read is told to that as well. */
function useTelling(key: readonly unknown[], query: InputsQuery): (events: readonly Event[]) => void {
  const queries = useQueryClient();
  const heard = useRef<Event[]>([]);
  const readings = useRef(0);
  /** What is shown stays until the new beginning is there. */
  const readAnew = useAtMostEvery(AGAIN_MS, async () => {
    readings.current++;
    try {
      queries.setQueryData<Shown>(key, { pages: [await pageOf(query, null)], pageParams: [null] });
    } catch {
      // It is shown as it was: whoever is away or not let in any more is told so by the stream.
    } finally {
      readings.current--;
      tell([]);
    }
  });
  const tell = (events: readonly Event[]): void => {
    heard.current.push(...events);
    queries.setQueryData<Shown>(key, (shown) => {
      if (!shown) return shown;
      const fitting = (input: Input) => fits(query, input);
      const told = tellPages(shown.pages, asFacts(heard.current), fitting, onlyByComing(query));
      if (told.isBehind || told.pages.reduce((sum, { items }) => sum + items.length, 0) > MOST) readAnew();
      return { ...shown, pages: told.pages };
    });
    if (readings.current === 0 && queries.isFetching({ queryKey: key }) === 0) heard.current = [];
  };
  return tell;
}

async function pageOf(query: InputsQuery, cursor: string | null): Promise<ShownPage> {
  const more = { limit: PAGE, ...(cursor && { cursor }) };
  const { data, headers } = await answer(api.GET('/v1/inputs', { params: { query: { ...query, ...more } } }));
  return { ...data, position: Number(headers.get('intake-position')) };
}

/** Also of what leads away from the statuses that are shown. */
const streamOf = ({ destination }: InputsQuery): string =>
  destination ? `/v1/stream?destination=${encodeURIComponent(destination)}` : '/v1/stream';
