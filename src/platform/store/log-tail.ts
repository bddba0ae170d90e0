/**
 * The end of the log as it grows, read once per process for all its listeners. Guarantee: from the position it was
 * started at, every event reaches every listener once, in order (G5).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.js';
import type { Wake } from '../wake.js';
import type { LogReader } from './reader.js';
import type { StoredEvent } from './stored-event.js';

/** Gets the events just read, in order. Must not throw and must not wait. */
export type TailListener = (events: readonly StoredEvent[]) => void;

const POLL_MS = 500;
const RETRY_MS = 500;

export class LogTail {
  private readonly listeners = new Set<TailListener>();
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private reached = 0;

  constructor(
    private readonly reader: LogReader,
    private readonly wake: Wake,
    private readonly log: Log,
  ) {}

  /** Everything up to here has been given to the listeners. */
  get position(): number {
    return this.reached;
  }

  /** Begins at the end of the log. */
  async start(): Promise<void> {
    this.reached = await this.reader.head();
    this.running = this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Listens from `position` on. Returns what ends it. */
  listen(listener: TailListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const events = await this.reader.after(this.reached);
        if (events.length === 0) await this.wake.wait(POLL_MS, signal);
        else this.give(events);
      } catch (error) {
        this.log.warn({ error: (error as Error).message }, 'the log cannot be read; trying again');
        await pause(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  private give(events: readonly StoredEvent[]): void {
    this.reached = events.at(-1)!.position;
    for (const listener of this.listeners) listener(events);
  }
}
