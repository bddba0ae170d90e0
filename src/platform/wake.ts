/**
 * "There may be something new." Only ever a hint that saves latency: whoever waits on it also polls, so a wake-up
 * that is lost costs milliseconds and never an event.
 */
export class Wake {
  private readonly waiters = new Set<() => void>();
  private pending = false;

  /** Wakes everyone who waits; with nobody waiting, the next wait returns at once. */
  ring(): void {
    this.pending = true;
    for (const wake of this.waiters) wake();
  }

  /** Resolves at the next ring, after `timeoutMs`, or when the signal aborts, whichever is first. */
  async wait(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (this.pending || signal?.aborted) {
      this.pending = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiters.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signal?.addEventListener('abort', done, { once: true });
      this.waiters.add(done);
    });
    this.pending = false;
  }
}
