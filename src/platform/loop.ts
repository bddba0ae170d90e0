/**
 * Work that never ends: step by step while there is more, otherwise until a wake-up or a while has passed. An error ends
 * no process and no loop: it is told, and after a pause the next step begins; who has long failed can be asked for.
 */
import type { Log } from './log.js';
import { Outage } from './outage.js';
import { rest } from './waiting.js';
import { Wake } from './wake.js';

const AFTER_ERROR_MS = 500;

export interface LoopOptions {
  /** For the log: `projection inputs`. */
  name: string;
  log: Log;
  /** Answers whether there may be more to do at once. */
  step(stopping: AbortSignal): Promise<boolean>;
  pollMs: number;
  wake?: Wake;
  /** An error that only says "look again": the next step begins at once. */
  again?(error: unknown): boolean;
}

/** Loops of this process whose last step failed, and since when. */
const failing = new Map<Loop, number>();

/** Those that have not come through a step for longer than this. */
export const failingLoops = (forMs: number): string[] =>
  [...failing].filter(([, since]) => performance.now() - since >= forMs).map(([{ name }]) => name);

export class Loop {
  readonly wake: Wake;
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;

  constructor(private readonly options: LoopOptions) {
    this.wake = options.wake ?? new Wake();
  }

  get name(): string {
    return this.options.name;
  }

  start(): void {
    this.running ??= this.run(this.stopping.signal);
  }

  /** Resolves when the step under way is done. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    failing.delete(this);
  }

  private async run(stopped: AbortSignal): Promise<void> {
    const { step, pollMs, again, log, name } = this.options;
    const outage = new Outage(log, { failed: 'cannot go on now; trying on', over: 'goes on again' }, { loop: name });
    while (!stopped.aborted) {
      try {
        const more = await step(stopped);
        outage.over();
        failing.delete(this);
        if (!more) await this.wake.wait(pollMs, stopped);
      } catch (error) {
        if (again?.(error)) continue;
        outage.failed(error as Error);
        if (!failing.has(this)) failing.set(this, performance.now());
        await rest(AFTER_ERROR_MS, stopped);
      }
    }
  }
}
