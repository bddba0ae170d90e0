/** The last hour, minute by minute: read anew when something happens, and when a minute is over. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';
import { serverNow } from '../../api/server-clock.js';
import type { Event } from '../../api/types.js';
import { INPUT_FACTS } from '../../inputs/facts.js';
import { useLive } from '../../live/use-live.js';
import { useAtMostEvery } from '../../parts/use-at-most-every.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** However much happens, no more often. */
const AGAIN_MS = 1_000;

export function useHour() {
  const hour = useQuery({
    queryKey: ['statistics', 'hour'],
    queryFn: () =>
      ask(
        api.GET('/v1/stats', {
          params: { query: { from: new Date(serverNow() - HOUR_MS).toISOString(), step: '1m' } },
        }),
      ),
    refetchInterval: MINUTE_MS,
  });
  const again = useAtMostEvery(AGAIN_MS, () => hour.refetch({ cancelRefetch: false }));
  const live = useLive<Event>({ path: '/v1/stream', types: INPUT_FACTS, onEvents: again, onReopened: again });
  return { hour, live };
}
