/** Who waits for which stream: one look at the log's tail for all listeners of this process. */
import { Injectable } from '@nestjs/common';
import type { EventStream } from '../platform/http/sse.js';
import { LogTail } from '../platform/store/log-tail.js';
import type { StoredEvent } from '../platform/store/stored-event.js';
import { Wake } from '../platform/wake.js';

/** How often an idle listener's heartbeats are given a newer position. */
const IDLE_MS = 10_000;

@Injectable()
export class StreamWatchers {
  private readonly watches = new Map<string, Set<Watch>>();

  constructor(private readonly tail: LogTail) {
    tail.listen((events) => this.look(events));
  }

  /** To be begun before the stream's history is read, so that nothing falls between the two. */
  watch(stream: string): Watch {
    const watch = new Watch(stream, this.tail, () => this.forget(watch));
    const others = this.watches.get(stream) ?? new Set();
    this.watches.set(stream, others.add(watch));
    return watch;
  }

  private look(events: readonly StoredEvent[]): void {
    for (const { stream, version } of events) {
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

  /** Waits until the stream is beyond a version; meanwhile the reader's place moves on with the log. */
  async beyond(version: number, out: EventStream): Promise<void> {
    while (this.newest <= version && !out.closed.aborted) {
      out.lookedAt(this.tail.position);
      await this.wake.wait(IDLE_MS, out.closed);
    }
  }
}
