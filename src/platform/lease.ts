/**
 * How long something taken on may be worked on. It counts from before it was asked for, on the monotonic and on the wall
 * clock, the earlier wins: a process that was frozen finds its lease over, whichever clock stood still.
 */
import type { Clock } from './clock.js';

export class Lease {
  private readonly monotonicEnd: number;
  private readonly wallEnd: number;

  private constructor(
    private readonly clock: Clock,
    ms: number,
  ) {
    this.monotonicEnd = clock.monotonicMs() + ms;
    this.wallEnd = clock.now().getTime() + ms;
  }

  /** To be called before it is asked for. */
  static begin(clock: Clock, ms: number): Lease {
    return new Lease(clock, ms);
  }

  /** Whether something that takes `ms` may still be begun. */
  holdsFor(ms: number): boolean {
    return this.clock.monotonicMs() + ms < this.monotonicEnd && this.clock.now().getTime() + ms < this.wallEnd;
  }
}
