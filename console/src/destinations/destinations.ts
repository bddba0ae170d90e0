/** Asking for destinations and changing them. */
import { api, ask } from '../api/client.js';
import { everyItem, pageQuery } from '../api/pages.js';
import type { Destination, NewDestination, Page } from '../api/types.js';
import { type Draft, policyOf } from './draft.js';

/** Who has the role for these screens is shown all of a destination. */
export const readDestination = (name: string): Promise<Destination> =>
  ask(api.GET('/v1/destinations/{name}', { params: { path: { name } } })) as Promise<Destination>;

/** Who only sends is shown no more of each than its name and state. */
export async function pageOfDestinations(cursor: string | null): Promise<Page<Destination>> {
  return (await ask(api.GET('/v1/destinations', { params: { query: pageQuery(cursor) } }))) as Page<Destination>;
}

export const everyDestination = (): Promise<Destination[]> => everyItem(pageOfDestinations);

export const etagOf = ({ version }: Destination): string => `"${version}"`;

export const change = (name: string, draft: Draft, seen: Destination): Promise<Destination> =>
  ask(
    api.PUT('/v1/destinations/{name}', {
      params: { path: { name }, header: { 'If-Match': etagOf(seen) } },
      body: policyOf(draft),
    }),
  );

/** The answer has its signing secret. */
export const create = (name: string, draft: Draft): Promise<NewDestination> =>
  ask(
    api.PUT('/v1/destinations/{name}', { params: { path: { name } }, body: policyOf(draft) }),
  ) as Promise<NewDestination>;

/** A line that makes one. */
export const registerLine = (origin: string): string =>
  `curl -X PUT ${origin}/v1/destinations/orders \\
  -H "Authorization: Bearer $INTAKE_KEY" -H 'Content-Type: application/json' -d '{"url": "https://example.com/in"}'`;
