/** An Intake that was there may be away for a while: a restart, with time to spare. */
import { setTimeout as rest } from 'node:timers/promises';
import { isUnreachable } from './exit.js';

const AGAIN_MS = 1_000;
const PATIENCE_MS = 60_000;

export class Patience {
  private lastSign = performance.now();

  sign(): void {
    this.lastSign = performance.now();
  }

  /** Resolves when it is time to try again; throws what happened where that would not help, or for too long has not. */
  async outlast(error: unknown): Promise<void> {
    if (!isUnreachable(error) || performance.now() - this.lastSign > PATIENCE_MS) throw error;
    await rest(AGAIN_MS);
  }
}
