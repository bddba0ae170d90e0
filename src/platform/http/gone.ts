/** Guarantee: who goes away is noticed once, also where it was gone before anybody listened: `close` is never said again. */
import type { Writable } from 'node:stream';

/** Returns what ends the listening. */
export function onceGone(out: Writable, then: () => void): () => void {
  if (out.destroyed) then();
  else out.once('close', then);
  return () => out.off('close', then);
}
