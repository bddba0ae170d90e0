/** An attempt whose worker was not heard of in time: what became of it nobody knows, and it counts. Pure. */
import type { Attempt } from '../events/shapes.js';

export interface Lost {
  claimedAt: Attempt['startedAt'];
  /** Since then. */
  lostForMs: number;
  destinationVersion: number;
}

/** `before`: attempts made before it. */
export const lostAttempt = (before: number, { claimedAt, lostForMs, destinationVersion }: Lost): Attempt => ({
  number: before + 1,
  startedAt: claimedAt,
  durationMs: lostForMs,
  outcome: 'unknown',
  error: 'the worker was lost before it could tell how the attempt ended',
  destinationVersion,
  response: null,
});
