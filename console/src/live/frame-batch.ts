/**
 * Hands over what has come, together, with a frame: the first at once, what follows ten times a second at most. Nobody reads
 * faster, and a hundred events a second leave the page time for whoever uses it.
 */
const APART_MS = 100;

export class FrameBatch<T> {
  private waiting: T[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private handedOverAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly handOver: (items: T[]) => void) {}

  add(item: T): void {
    this.waiting.push(item);
    this.timer ??= setTimeout(
      () => requestAnimationFrame(() => this.flush()),
      this.handedOverAt + APART_MS - performance.now(),
    );
  }

  private flush(): void {
    const items = this.waiting;
    this.waiting = [];
    this.timer = null;
    this.handedOverAt = performance.now();
    this.handOver(items);
  }
}
