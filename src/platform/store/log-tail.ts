/**
 * The end of the log as it grows, read once per process for all its listeners. Guarantee: from the position it was
 * started at, every event reaches every listener once, in order (G5).
 */
import { withPatience } from '../database/patience.js';
import type { Log } from '../log.js';
import { Loop } from '../loop.js';
import type { Wake } from '../wake.js';
import { type LogReader, mayGoOn } from './reader.js';
import type { StoredEvent } from './stored-event.js';

/** Gets the events just read, in order. Must not throw and must not wait. */
export type TailListener = (events: readonly StoredEvent[]) => void;

const POLL_MS = 500;

export class LogTail {
  private readonly listeners = new Set<TailListener>();
  private readonly loop: Loop;
  private reached = 0;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly reader: LogReader,
    wake: Wake,
    log: Log,
  ) {
    this.loop = new Loop({ name: 'tail of the log', log, wake, pollMs: POLL_MS, step: () => this.step() });
  }

  /** Everything up to here has been given to the listeners. */
  get position(): number {
    return this.reached;
  }

  /** How long ago the log was last read to its end: what was appended before that has been given to the listeners. */
  get idleMs(): number {
    return performance.now() - this.lookedAt;
  }

  /** Begins at the end of the log. */
  async start(): Promise<void> {
    this.reached = await withPatience(() => this.reader.head());
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Returns what ends it. */
  listen(listener: TailListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async step(): Promise<boolean> {
    const begin = performance.now();
    const events = await this.reader.after(this.reached);
    if (events.length > 0) {
      this.reached = events.at(-1)!.position;
      for (const listener of this.listeners) listener(events);
    }
    const more = mayGoOn(events);
    if (!more) this.lookedAt = begin;
    return more;
  }
}
