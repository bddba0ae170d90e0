/** Long work, the newest first. What of it runs has a stream of its own; that some was begun is asked for. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.js';

const MOST = 100;
const AGAIN_MS = 5_000;

export const OPERATIONS = ['operations'];

export const useOperations = () =>
  useQuery({
    queryKey: OPERATIONS,
    queryFn: () => ask(api.GET('/v1/admin/operations', { params: { query: { limit: MOST } } })),
    refetchInterval: AGAIN_MS,
  });
