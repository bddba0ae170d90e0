/**
 * Who sends now, and how much room is left. Guarantee: however many destinations are slow or dead, each has places that no
 * other can take (G10), and all together have no more than a process can bear (G13).
 */
import type { Claim } from './claim.js';

/** Places that all destinations share, those that each has beside them, whatever the others do, and the most of all. */
const SHARED = 128;
const OWN = 4;
const MOST = 1_024;

export class Places {
  private readonly taken = new Map<Promise<void>, Claim>();
  private readonly byDestination = new Map<string, number>();

  get size(): number {
    return this.taken.size;
  }

  get claims(): Claim[] {
    return [...this.taken.values()];
  }

  of(destination: string): number {
    return this.byDestination.get(destination) ?? 0;
  }

  /** How many more it may take, of `sharers` that want some: its share of what is free, or its own, whichever is more. */
  freeFor(destination: string, sharers: number): number {
    const share = Math.ceil((SHARED - this.size) / sharers);
    const own = OWN - this.of(destination);
    return Math.min(Math.max(share, own), MOST - this.size);
  }

  take(work: Promise<void>, claim: Claim): void {
    this.taken.set(work, claim);
    this.byDestination.set(claim.destination, this.of(claim.destination) + 1);
  }

  giveBack(work: Promise<void>): void {
    const { destination } = this.taken.get(work)!;
    this.taken.delete(work);
    const left = this.of(destination) - 1;
    if (left > 0) this.byDestination.set(destination, left);
    else this.byDestination.delete(destination);
  }

  /** Until nobody sends any more. */
  async empty(): Promise<void> {
    await Promise.all(this.taken.keys());
  }
}
