/** The names of the destinations that one may send to. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.js';

const MOST = 100;

export const useDestinationNames = (): string[] =>
  useQuery({
    queryKey: ['destinations', 'names'],
    queryFn: () => ask(api.GET('/v1/destinations', { params: { query: { limit: MOST } } })),
    select: ({ items }) => items.map(({ name }) => name).sort(),
    staleTime: 30_000,
  }).data ?? [];
