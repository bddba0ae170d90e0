/**
 * The parts of a process: started one after the other, stopped in the opposite order, each given its chance even where
 * another fails.
 */
import type { Log } from './log.js';

export interface Part {
  name: string;
  start(): unknown;
  stop(): unknown;
}

export class Lifecycle {
  private readonly started: Part[] = [];

  constructor(private readonly log: Log) {}

  /** What was started before a failure is stopped again. */
  async start(parts: readonly Part[]): Promise<void> {
    for (const part of parts) {
      this.started.push(part);
      await part.start();
    }
  }

  async stop(): Promise<void> {
    for (let part = this.started.pop(); part; part = this.started.pop()) {
      try {
        await part.stop();
      } catch (error) {
        this.log.warn({ part: part.name, error: (error as Error).message }, 'did not stop in order');
      }
    }
  }
}
