/**
 * Destinations with more to send than room: each asks again when a share of what it has under way has come to its end, or
 * a moment after the first of them. So claims are taken many at a time where there are many, and a slow destination's
 * places stand empty for no longer than that moment.
 */
const SHARE = 4;
/** Of few each place counts: it is filled at once. */
const FEW = 16;
const MOMENT_MS = 10;

interface Waiting {
  /** So many more ends, and it asks. */
  ends: number;
  moment: NodeJS.Timeout | null;
}

export class Hungry {
  private readonly waiting = new Map<string, Waiting>();

  constructor(private readonly ask: (destination: string) => void) {}

  add(destination: string, underWay: number): void {
    this.delete(destination);
    this.waiting.set(destination, { ends: underWay < FEW ? 1 : Math.floor(underWay / SHARE), moment: null });
  }

  delete(destination: string): void {
    const waiting = this.waiting.get(destination);
    if (waiting?.moment) clearTimeout(waiting.moment);
    this.waiting.delete(destination);
  }

  /** There is room again: first for the one whose delivery has ended, else for whoever has waited longest. */
  ended(destination: string): void {
    const [longest] = this.waiting.keys();
    const next = this.waiting.has(destination) ? destination : longest;
    if (next === undefined) return;
    const waiting = this.waiting.get(next)!;
    waiting.ends -= 1;
    if (waiting.ends === 0) this.feed(next);
    else waiting.moment ??= setTimeout(() => this.feed(next), MOMENT_MS).unref();
  }

  private feed(destination: string): void {
    this.delete(destination);
    this.ask(destination);
  }
}
