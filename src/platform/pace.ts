/** Spreads work evenly over time: within any second no more is begun than the rate allows and a quarter of it. */
import type { Clock } from './clock.js';

const PORTIONS_A_SECOND = 20;
/** Time that was lost may be made up for, up to so much. */
const SLACK_MS = 250;

export class Pace {
  private dueMs: number | null = null;

  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {}

  /** How many may be begun at one go. */
  get portion(): number {
    return Math.max(1, Math.floor(this.perSecond / PORTIONS_A_SECOND));
  }

  /** How long to wait before so many are begun, which they then are. */
  waitMs(count: number): number {
    const now = this.clock.monotonicMs();
    const due = Math.max(this.dueMs ?? now, now - SLACK_MS);
    this.dueMs = due + (count / this.perSecond) * 1_000;
    return Math.max(0, due - now);
  }
}
