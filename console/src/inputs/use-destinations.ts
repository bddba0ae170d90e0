/** The names of the destinations that one may send to. */
import { useQuery } from '@tanstack/react-query';
import { everyDestination } from '../destinations/destinations.js';

export const useDestinationNames = (): string[] =>
  useQuery({
    queryKey: ['destinations', 'names'],
    queryFn: everyDestination,
    select: (all) => all.map(({ name }) => name).sort(),
    staleTime: 30_000,
  }).data ?? [];
