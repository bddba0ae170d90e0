/** Every read model as it stands. There is no stream of how far they are: it is asked for. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.js';

const AGAIN_MS = 2_000;

export const PROJECTIONS = ['projections'];

export const useProjections = () =>
  useQuery({
    queryKey: PROJECTIONS,
    queryFn: () => ask(api.GET('/v1/admin/projections')),
    refetchInterval: AGAIN_MS,
  });
