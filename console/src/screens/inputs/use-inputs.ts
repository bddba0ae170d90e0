/** The list of inputs, page by page, and live. */
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { answer, api } from '../../api/client.js';
import { byCursor, pageQuery } from '../../api/pages.js';
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
  const queries = useQueryClient();
  const key = useMemo(() => ['inputs', query], [query]);
  /** What was heard since the list began to be read: whoever reads puts back what stood there before. */
  const heard = useRef<Event[]>([]);
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => pageOf(query, pageParam, heard.current.at(-1)?.position ?? 0),
    ...byCursor,
    // What comes live is in it already, for as long as one stays; paused, it stands still.
    staleTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    // What has not changed is kept as it is by whoever moves the list on: nobody has to look for it.
    structuralSharing: false,
  });
  const { isFetching } = list;
  // As many pages as are shown: whoever reads further down stays there.
  const readAnew = useAtMostEvery(AGAIN_MS, () => list.refetch({ cancelRefetch: false }));
  const tell = (events: readonly Event[]): void => {
    heard.current.push(...events);
    queries.setQueryData<Shown>(key, (shown) => {
      const [first] = shown?.pages ?? [];
      // Not even that it was looked at is told: a page that could not be read would be asked for again.
      if (!shown || !first || (heard.current.at(-1)?.position ?? 0) <= first.position) return undefined;
      const fitting = (input: Input) => fits(query, input);
      const told = tellPages(shown.pages, asFacts(heard.current), fitting, onlyByComing(query));
      if (told.isBehind || told.pages.reduce((sum, { items }) => sum + items.length, 0) > MOST) readAnew();
      return { ...shown, pages: told.pages };
    });
    // The last one stays: what is read next shows the log as far as that at least.
    if (queries.isFetching({ queryKey: key }) === 0) heard.current = heard.current.slice(-1);
  };
  const tellWhatWasRead = useEffectEvent(() => tell([]));
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

async function pageOf(query: InputsQuery, cursor: string | null, heardUpTo: number): Promise<ShownPage> {
  const params = {
    query: { ...query, ...pageQuery(cursor, PAGE) },
    header: heardUpTo > 0 ? { 'Intake-Min-Position': heardUpTo } : {},
  };
  const { data, headers } = await answer(api.GET('/v1/inputs', { params }));
  return { ...data, position: Number(headers.get('intake-position')) };
}

/** Also of what leads away from the statuses that are shown. */
const streamOf = ({ destination }: InputsQuery): string =>
  destination ? `/v1/stream?destination=${encodeURIComponent(destination)}` : '/v1/stream';
