/** Lists of the contract, page by page, as an infinite query reads them. */
import type { Page } from './types.js';

const PAGE = 100;

/** What a list is asked for, from a cursor on. */
export const pageQuery = (cursor: string | null, limit = PAGE): { limit: number; cursor?: string } => ({
  limit,
  ...(cursor && { cursor }),
});

export const byCursor = {
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }: Pick<Page<unknown>, 'nextCursor'>): string | null => nextCursor,
};

/** All of them, where a list is what is wanted and not its pages. */
export const itemsOf = <T>({ pages }: { pages: readonly Page<T>[] }): T[] => pages.flatMap(({ items }) => items);

/** Page after page, where a choice has to offer all of them. */
export async function everyItem<T>(pageAt: (cursor: string | null) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await pageAt(cursor);
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}
