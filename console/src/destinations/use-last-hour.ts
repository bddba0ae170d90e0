/** How a destination went in the last hour. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.js';
import { serverNow } from '../api/server-clock.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Without a name: of all of them. */
export const statisticsKey = (...name: [string?]) => ['statistics', 'destination', ...name];

export const useLastHour = (name: string) =>
  useQuery({
    queryKey: [...statisticsKey(name), 'hour'],
    queryFn: () => {
      const query = { from: new Date(serverNow() - HOUR_MS).toISOString(), step: '5m' as const };
      return ask(api.GET('/v1/destinations/{name}/stats', { params: { path: { name }, query } }));
    },
    refetchInterval: MINUTE_MS,
  });
