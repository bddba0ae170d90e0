/** How many events to read at once, so that a page of large events does not fill the memory. Pure. */
const MOST = 2_000;
const LEAST = 16;
const FIRST = 500;
const PAGE_BYTES = 8 * 1024 * 1024;

export class PageSize {
  private size = FIRST;

  get limit(): number {
    return this.size;
  }

  /** Learns from the page just read: at once downwards, doubling upwards. */
  learn(events: readonly { data: string }[]): void {
    if (events.length === 0) return;
    const bytes = events.reduce((sum, { data }) => sum + data.length, 0);
    const fitting = Math.floor((PAGE_BYTES * events.length) / Math.max(bytes, 1));
    this.size = Math.max(LEAST, Math.min(MOST, this.size * 2, fitting));
  }
}
