/** Hands over what has come, together, once for each frame that is drawn: a hundred events a second are sixty updates at most. */
export class FrameBatch<T> {
  private waiting: T[] = [];
  private frame: number | null = null;

  constructor(private readonly handOver: (items: T[]) => void) {}

  add(item: T): void {
    this.waiting.push(item);
    this.frame ??= requestAnimationFrame(() => this.flush());
  }

  private flush(): void {
    const items = this.waiting;
    this.waiting = [];
    this.frame = null;
    this.handOver(items);
  }
}
