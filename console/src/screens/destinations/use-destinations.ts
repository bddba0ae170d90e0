/** The list of destinations, page by page. How they go is told as it happens; of how they stand there is no stream: it is asked for. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { byCursor } from '../../api/pages.js';
import type { Event } from '../../api/types.js';
import { pageOfDestinations } from '../../destinations/destinations.js';
import { statisticsKey } from '../../destinations/use-last-hour.js';
import { INPUT_FACTS } from '../../inputs/facts.js';
import { useLive } from '../../live/use-live.js';
import { useAtMostEvery } from '../../parts/use-at-most-every.js';

const AGAIN_MS = 5_000;
/** However much happens, no more often. */
const FIGURES_MS = 2_000;

export function useDestinations() {
  const list = useInfiniteQuery({
    queryKey: ['destinations', 'list'],
    queryFn: ({ pageParam }) => pageOfDestinations(pageParam),
    ...byCursor,
    refetchInterval: AGAIN_MS,
  });
  return { list, live: useFiguresAsTheyChange() };
}

/** Only of those to whose inputs something has happened. */
function useFiguresAsTheyChange() {
  const queries = useQueryClient();
  const touched = useRef(new Set<string>());
  const readAnew = useAtMostEvery(FIGURES_MS, () => {
    for (const name of touched.current) void queries.invalidateQueries({ queryKey: statisticsKey(name) });
    touched.current.clear();
  });
  return useLive<Event>({
    path: '/v1/stream',
    types: INPUT_FACTS,
    onEvents(events) {
      for (const { data } of events) touched.current.add(`${data.destination}`);
      readAnew();
    },
    onReopened: () => void queries.invalidateQueries({ queryKey: statisticsKey() }),
  });
}
