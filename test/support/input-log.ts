/** What stands in the log of inputs, for who compares what was told with it. */
import type { EventView } from '../../src/views/event.js';
import type { Api } from './api.js';
import type { Told } from './sse.js';

export async function inputEvents(
  api: Api,
  after: number,
  fits: (event: EventView) => boolean = () => true,
): Promise<Told[]> {
  const found: Told[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ afterPosition: String(after), limit: '100', ...(cursor && { cursor }) });
    const page: { items: EventView[]; nextCursor: string | null } = (await api.read(`/v1/admin/events?${query}`))
      .body as never;
    const inputs = page.items.filter(({ stream }) => stream.startsWith('input-'));
    found.push(...inputs.filter(fits).map((data) => ({ id: data.position, event: data.type, data })));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

export const destinationOf = ({ data }: EventView): string => (data as { destination: string }).destination;

export const headOf = async (api: Api): Promise<number> =>
  Number((await api.read('/v1/admin/events?limit=1')).headers.get('intake-position'));
