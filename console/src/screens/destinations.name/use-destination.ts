/** One destination, and what happens to its inputs. Of how it stands there is no stream: it is asked for, and after each event. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Destination, Event } from '../../api/types.js';
import { readDestination } from '../../destinations/destinations.js';
import { statisticsKey } from '../../destinations/use-last-hour.js';
import { INPUT_FACTS } from '../../inputs/facts.js';
import { useLive } from '../../live/use-live.js';
import { useAtMostEvery } from '../../parts/use-at-most-every.js';

const AGAIN_MS = 5_000;
/** However much happens, no more often. */
const FIGURES_MS = 1_000;

const keyOf = (name: string) => ['destinations', 'one', name];

export function useDestination(name: string) {
  const queries = useQueryClient();
  const destination = useQuery({
    queryKey: keyOf(name),
    queryFn: () => readDestination(name),
    refetchInterval: AGAIN_MS,
  });
  const readAnew = useAtMostEvery(FIGURES_MS, () => {
    void destination.refetch();
    void queries.invalidateQueries({ queryKey: statisticsKey(name) });
  });
  const live = useLive<Event>({
    path: `/v1/stream?destination=${encodeURIComponent(name)}`,
    types: INPUT_FACTS,
    onEvents: readAnew,
    onReopened: readAnew,
  });
  return { destination, live };
}

/** What a change has answered is how it stands; lists are read anew. */
export function useTold(): (destination: Destination) => void {
  const queries = useQueryClient();
  return (destination) => {
    queries.setQueryData(keyOf(destination.name), destination);
    void queries.invalidateQueries({ queryKey: ['destinations', 'list'] });
  };
}
