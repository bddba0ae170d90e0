/** How fast something counts up, over the last seconds: what has been slow an hour ago says nothing about the time left. */
import type { Clock } from '../clock.js';

const WINDOW_MS = 5_000;

export class Rate {
  private readonly seen: { atMs: number; done: number }[] = [];

  constructor(private readonly clock: Clock) {}

  /** Per second; null while there is too little to tell. A count that went back begins anew. */
  of(done: number): number | null {
    const atMs = this.clock.monotonicMs();
    if (done < (this.seen.at(-1)?.done ?? 0)) this.seen.length = 0;
    this.seen.push({ atMs, done });
    while (this.seen.length > 2 && atMs - this.seen[1]!.atMs >= WINDOW_MS) this.seen.shift();
    const [first] = this.seen;
    const elapsedMs = atMs - first!.atMs;
    return elapsedMs > 0 ? ((done - first!.done) / elapsedMs) * 1_000 : null;
  }
}
