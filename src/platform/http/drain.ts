/**
 * A stop loses no answer: nothing new is accepted, what is running is finished, then connections may be cut.
 * Streams are told by `stopping` to end by themselves; they are not waited for.
 */
import { setMaxListeners } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export class Drain {
  private readonly stop = new AbortController();
  private running = 0;

  constructor() {
    // Every open stream listens: thousands of them are no leak.
    setMaxListeners(0, this.stop.signal);
  }

  /** Aborted as soon as the process begins to stop. */
  get stopping(): AbortSignal {
    return this.stop.signal;
  }

  get inFlight(): number {
    return this.running;
  }

  /** Counts a request until its response is through or its connection is gone. */
  enter(response: ServerResponse): void {
    this.running++;
    response.once('close', () => {
      this.running--;
    });
  }

  /** Resolves when all running requests are answered, at the latest after `withinMs`; true: all were. */
  async finish(server: Server, withinMs: number): Promise<boolean> {
    this.stop.abort();
    server.close();
    const deadline = performance.now() + withinMs;
    while (this.running > 0 && performance.now() < deadline) {
      server.closeIdleConnections();
      await sleep(20);
    }
    return this.running === 0;
  }
}
