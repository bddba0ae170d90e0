/** The log on the page, when more of it has been read. */
import type { LogPage } from './log-page.js';

/** Whoever looks on for hours has no memory without end: of what has come at the end, the last are kept. */
const MOST = 5_000;

export const grown = (pages: readonly LogPage[], more: LogPage, most = MOST): LogPage[] => [
  ...pages.slice(0, -1),
  { ...more, items: [...(pages.at(-1)?.items ?? []), ...more.items].slice(-most) },
];
