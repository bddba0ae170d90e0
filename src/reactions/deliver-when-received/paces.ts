/**
 * Requests of one destination begin no closer together than its rate allows, also where a busy process was late with the
 * one before: what was missed is not made up for at once. Times are this process's own; which of them are given out to
 * whom is the gate's business.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../platform/clock.js';

/** A timer is not more exact than this. */
const SLACK_MS = 2;
const TOO_LATE_MS = 1_000;

export class Paces {
  /** Of each destination that has a rate, when its newest request is to begin, and when it has. */
  private readonly newest = new Map<string, { planned: number; begun: Promise<number> }>();

  constructor(private readonly clock: Clock) {}

  /**
   * Resolves when the request may begin: not before `at`, nor too soon after the one before it; in monotonic ms. With
   * false, at once, where that is so much later that the gate had better give it another time.
   */
  async turn(destination: string, at: number, ratePerSecond: number): Promise<boolean> {
    const apartMs = 1_000 / ratePerSecond;
    const before = this.newest.get(destination);
    const planned = before === undefined ? at : Math.max(at, before.planned + apartMs);
    if (planned > at + TOO_LATE_MS) return false;
    const begun = this.begin(before?.begun, at, apartMs);
    this.newest.set(destination, { planned, begun });
    await begun;
    return true;
  }

  private async begin(before: Promise<number> | undefined, at: number, apartMs: number): Promise<number> {
    const earliest = before === undefined ? at : Math.max(at, (await before) + apartMs);
    const early = earliest - this.clock.monotonicMs();
    if (early > 0) await pause(early);
    return Math.max(earliest, this.clock.monotonicMs() - SLACK_MS);
  }
}
