/** How long to wait before trying again: doubling from 100 ms to 2 s, with jitter, so that a crowd spreads out. */
import { random } from './ids.js';

const FIRST_MS = 100;
const CAP_MS = 2_000;

export class Backoff {
  private failures = 0;

  /** The next wait: between half of the step and the whole of it. */
  nextMs(): number {
    const step = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(this.failures++, 10));
    return step * (0.5 + random() / 2);
  }

  /** After a success. */
  reset(): void {
    this.failures = 0;
  }
}
