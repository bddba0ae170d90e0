/**
 * Guarantee: who takes nothing of what waits for it is cut, after the time that is given or at most twice that; who takes a
 * little at a time is not, however long one write takes, and neither is who has nothing to take. So too after the end.
 */
import type { ServerResponse } from 'node:http';

export function cutWhenSilent(out: ServerResponse, withinMs: number): void {
  // The socket counts as activity also what the system has taken of a write that is not through; no stream event tells that.
  out.setTimeout(withinMs, () => {
    if (out.writableLength > 0) out.destroy();
  });
}
