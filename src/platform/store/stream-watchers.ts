/**
 * Who waits for which stream: one look at the log's tail for all who wait in this process. Guarantee: who begins to watch
 * before reading the stream, and waits with the version it read, is woken by every event beyond that one.
 */
import { Wake } from '../wake.js';
import type { LogTail } from './log-tail.js';
import type { EventPlace } from './reader.js';

/** How often one who waits in vain hears how far the log was looked through meanwhile. */
const IDLE_MS = 10_000;

export class StreamWatchers {
  private readonly watches = new Map<string, Set<Watch>>();

  constructor(private readonly tail: LogTail) {
    tail.listen((news) => this.look(news));
  }

  /** To be begun before the stream is read, so that nothing falls between the two; whoever began it ends it. */
  watch(stream: string): Watch {
    const watch = new Watch(stream, this.tail, () => this.forget(watch));
    const others = this.watches.get(stream) ?? new Set();
    this.watches.set(stream, others.add(watch));
    return watch;
  }

  private look(news: readonly EventPlace[]): void {
    for (const { stream, version } of news) {
      for (const watch of this.watches.get(stream) ?? []) watch.saw(version);
    }
  }

  private forget(watch: Watch): void {
    const others = this.watches.get(watch.stream);
    others?.delete(watch);
    if (others?.size === 0) this.watches.delete(watch.stream);
  }
}

export class Watch {
  private readonly wake = new Wake();
  private newest = 0;

  constructor(
    readonly stream: string,
    private readonly tail: LogTail,
    readonly end: () => void,
  ) {}

  saw(version: number): void {
    this.newest = version;
    this.wake.ring();
  }

  /**
   * Waits until the stream is beyond a version, or the signal aborts. Before each wait `onIdle` hears up to which
   * position the log holds nothing new of this stream.
   */
  async beyond(version: number, signal: AbortSignal, onIdle: (lookedAt: number) => void = () => {}): Promise<void> {
    while (this.newest <= version && !signal.aborted) {
      onIdle(this.tail.position);
      await this.wake.wait(IDLE_MS, signal);
    }
  }
}
