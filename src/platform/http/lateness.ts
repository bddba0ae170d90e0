/**
 * Whether this process has more to do than it can. Guarantee: once the turns of its event loop take longer than they may, what
 * comes after that much of a turn is refused, so that the next turn comes in time: whoever asks is answered soon, one way or
 * the other. One long turn by itself, such as a pause of the garbage collector, refuses nobody.
 */
import type { Clock } from '../clock.js';

const TICK_MS = 50;

export class Lateness {
  private tickedAt: number;
  private turnBeforeMs = 0;

  constructor(
    readonly mostMs: number,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
  ) {
    this.tickedAt = clock.monotonicMs();
  }

  /** Returns what ends it. */
  begin(): () => void {
    const ticking = setInterval(() => this.tick(), TICK_MS).unref();
    return () => clearInterval(ticking);
  }

  /** Timers have their turn once in each turn of the loop. */
  tick(): void {
    this.turnBeforeMs = this.turnMs();
    this.tickedAt = this.clock.monotonicMs();
  }

  get isTooMuch(): boolean {
    return this.turnBeforeMs > this.mostMs && this.turnMs() > this.mostMs;
  }

  /** How long this turn takes already, at least. */
  private turnMs(): number {
    return this.clock.monotonicMs() - this.tickedAt - TICK_MS;
  }
}
