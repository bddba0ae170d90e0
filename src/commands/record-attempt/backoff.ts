/** Exponential backoff with full jitter: delay = random(0, min(max, min · 2^(n−1))), at least 100 ms. */
import type { DestinationPolicy } from '../../events/shapes.js';

const LEAST_MS = 100;

/** `random` in [0, 1). After the n-th failed attempt, n from 1. A destination's Retry-After is the least it waits. */
export function backoffMs(
  { minDelayMs, maxDelayMs }: DestinationPolicy['retry'],
  n: number,
  random: number,
  retryAfterMs: number | null = null,
): number {
  const ceiling = Math.min(maxDelayMs, minDelayMs * 2 ** Math.min(n - 1, 50));
  return Math.round(Math.max(LEAST_MS, random * ceiling, retryAfterMs ?? 0));
}
