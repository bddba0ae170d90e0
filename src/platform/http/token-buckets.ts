/**
 * How much each of many may do in a second. Guarantee: over any stretch of time nobody does more than its rate and one
 * second's worth; only who has asked lately takes memory.
 */
import type { Clock } from '../clock.js';

export interface Taken {
  allowed: boolean;
  /** What is left now. */
  remaining: number;
  /** Whole seconds until it is full again, or, where it was refused, until the same may be asked again. */
  resetSeconds: number;
}

export class TokenBuckets {
  /** The moment, in milliseconds, at which each bucket is full; by who came last. */
  private readonly fullAt = new Map<string, number>();

  constructor(
    readonly perSecond: number,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
  ) {}

  /**
   * Something larger than the bucket may go once that is full, and is paid off afterwards: else a batch could never
   * come in.
   */
  take(who: string, amount: number): Taken {
    const now = this.clock.monotonicMs();
    const fullAt = Math.max(now, this.fullAt.get(who) ?? now);
    const missing = this.worthOf(fullAt - now);
    const short = Math.min(amount, this.perSecond) - (this.perSecond - missing);
    // Counted in fractions: a whole token that is short by a rounding error is there.
    if (short > 1e-6) return { allowed: false, remaining: this.left(missing), resetSeconds: this.secondsFor(short) };
    this.fullAt.delete(who);
    this.fullAt.set(who, fullAt + (amount / this.perSecond) * 1_000);
    this.forget(now);
    return { allowed: true, remaining: this.left(missing + amount), resetSeconds: this.secondsFor(missing + amount) };
  }

  /** What was taken and then not done. */
  giveBack(who: string, amount: number): void {
    const fullAt = this.fullAt.get(who);
    if (fullAt !== undefined) this.fullAt.set(who, fullAt - (amount / this.perSecond) * 1_000);
  }

  private worthOf(ms: number): number {
    return (ms / 1_000) * this.perSecond;
  }

  private left(missing: number): number {
    return Math.max(0, Math.floor(this.perSecond - missing));
  }

  private secondsFor(amount: number): number {
    return Math.max(1, Math.ceil(amount / this.perSecond));
  }

  /** Who came longest ago stands first. A full bucket is like none. */
  private forget(now: number): void {
    for (const [who, fullAt] of this.fullAt) {
      if (fullAt > now) return;
      this.fullAt.delete(who);
    }
  }
}
