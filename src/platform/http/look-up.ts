/**
 * Values that have to be looked up before they can be told. Guarantee: however often and by however many they are asked for,
 * one look is under way, and the next begins a while after its end. What cannot be looked up now is not told as it was.
 */
import type { Clock } from '../clock.js';

/** Whoever asks more often is told what was found a moment ago: `/metrics` is open to everybody. */
const FRESH_MS = 1_000;

export class LookUp {
  private last: Promise<void> = Promise.resolve();
  private nextAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly look: () => void | Promise<void>,
    private readonly forget: () => void,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the values are there; rejects where they cannot be had. */
  refresh(): Promise<void> {
    if (this.clock.monotonicMs() >= this.nextAtMs) {
      this.nextAtMs = Number.POSITIVE_INFINITY;
      this.last = this.anew().finally(() => {
        this.nextAtMs = this.clock.monotonicMs() + FRESH_MS;
      });
    }
    return this.last;
  }

  private async anew(): Promise<void> {
    this.forget();
    await this.look();
  }
}
