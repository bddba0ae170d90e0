/**
 * The end of the log as it grows, read once per process for all its listeners. Guarantee: from the position it was
 * started at, every event reaches every listener once, in order (G5). What events say is read only while somebody wants it:
 * where nobody listens to inputs, a process does not read back each body that it has just taken.
 */
import { withPatience } from '../database/patience.js';
import type { Log } from '../log.js';
import { Loop } from '../loop.js';
import type { Wake } from '../wake.js';
import { type EventNews, type LogReader, mayGoOn } from './reader.js';
import type { StoredEvent } from './stored-event.js';

/**
 * Hears of the events just read, in order; `whole`, what they say too, is null where nobody had asked for it when they were
 * read. Must not throw and must not wait.
 */
export type TailListener = (news: readonly EventNews[], whole: readonly StoredEvent[] | null) => void;

const POLL_MS = 500;

export class LogTail {
  private readonly listeners = new Set<TailListener>();
  private readonly readers: (() => boolean)[] = [];
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

  /** Asked before each reading: while anybody answers yes, listeners are given whole events. */
  readWholeWhile(wanted: () => boolean): void {
    this.readers.push(wanted);
  }

  private async step(): Promise<boolean> {
    const begin = performance.now();
    const whole = this.readers.some((wanted) => wanted()) ? await this.reader.after(this.reached) : null;
    const news = whole ?? (await this.reader.newsAfter(this.reached));
    if (news.length > 0) {
      this.reached = news.at(-1)!.position;
      for (const listener of this.listeners) listener(news, whole);
    }
    const more = mayGoOn(news);
    if (!more) this.lookedAt = begin;
    return more;
  }
}
