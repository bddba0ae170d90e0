/** Lists that come in pages. */
interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

type Query = { cursor?: string; limit: number };

const PAGE = 100;

/** Page after page, as far as they are wanted. */
export async function* itemsOf<T>(page: (query: Query) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const { items, nextCursor }: Page<T> = await page({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
    yield* items;
    cursor = nextCursor;
  }
}

export async function allOf<T>(items: AsyncIterable<T>, atMost = Number.POSITIVE_INFINITY): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
    // Before the next is asked for: it may stand on a page of its own.
    if (all.length >= atMost) break;
  }
  return all;
}
