/**
 * Work in the background that comes in small pieces leaves as much time as it takes: where there are many pieces they
 * gather, and parts of the process that people wait for get their turn. A large piece goes on at once.
 */
const SMALL = 100;
/** Nobody waits long for it. */
const MOST_MS = 25;

export const isSmall = (events: number): boolean => events < SMALL;

/** How long to rest after a piece of so many events, in ms. */
export const breathMs = (events: number, tookMs: number): number => (isSmall(events) ? Math.min(MOST_MS, tookMs) : 0);
