/**
 * Takes what is due and brings it on its way, a bounded number at once, destinations in turn. Several processes may
 * run it (see Claims). Wake-ups are hints; polling is the truth.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { destinationStream } from '../../commands/destination.js';
import type { DestinationStates } from '../../commands/destination-states.js';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { Loop } from '../../platform/loop.js';
import type { Wake } from '../../platform/wake.js';
import type { Claim, Claims, LostClaim } from './claims.js';
import type { Delivery } from './delivery.js';
import { Lease } from './lease.js';

/** Places that all destinations share, and those that each has beside them, whatever the others do (G10). */
const SLOTS = 128;
const OWN_SLOTS = 4;
const POLL_MS = 250;
const TIDY_MS = 1_000;
/** What cannot be begun now (a secret that is gone, an event of a newer build) is looked at again after this long. */
const NOT_BEGUN_MS = 1_000;
/** A claim's lease is the attempt's time-out and this, for what comes before and after it. */
const LEASE_MARGIN_MS = 15_000;
/** Of a destination that is gone: its inputs are given up without an attempt. */
const GONE = { timeoutMs: 0, concurrency: 100 };

export class DeliveryWorker {
  /** What is under way, and where it goes. */
  private readonly running = new Map<Promise<void>, string>();
  private readonly stopping = new AbortController();
  private readonly delivering: Loop;
  private readonly tidying: Loop;

  constructor(
    private readonly claims: Claims,
    private readonly delivery: Delivery,
    private readonly destinations: DestinationStates,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.delivering = new Loop({ name: 'delivery', log, pollMs: POLL_MS, step: () => this.takeDue() });
    this.tidying = new Loop({ name: 'claims', log, pollMs: TIDY_MS, step: () => this.tidy() });
  }

  /** Rings when something may be due. */
  get wake(): Wake {
    return this.delivering.wake;
  }

  start(): void {
    this.delivering.start();
    this.tidying.start();
  }

  /** Takes nothing new and waits for what is under way, at most `drainMs`; the rest is for whoever comes after. */
  async stop(drainMs: number): Promise<void> {
    this.stopping.abort();
    const ended = Promise.all([this.delivering.stop(), this.tidying.stop()]).then(() =>
      Promise.all(this.running.keys()),
    );
    const waited = new AbortController();
    await Promise.race([ended, pause(drainMs, undefined, { signal: waited.signal }).catch(() => {})]);
    waited.abort();
  }

  /** The free places are shared among the destinations that have something due. */
  private async takeDue(): Promise<boolean> {
    const due = await this.claims.dueDestinations();
    let begun = 0;
    for (const [index, destination] of due.entries()) {
      const free = SLOTS - this.running.size;
      const share = Math.ceil(free / (due.length - index));
      const limit = Math.max(share, OWN_SLOTS - this.underWay(destination));
      if (limit > 0) begun += await this.takeFrom(destination, limit);
    }
    return begun > 0;
  }

  private underWay(destination: string): number {
    let count = 0;
    for (const where of this.running.values()) if (where === destination) count++;
    return count;
  }

  private async takeFrom(destination: string, limit: number): Promise<number> {
    const { state } = await this.destinations.get(destinationStream(destination));
    if (state.state === 'disabled') return 0;
    const { timeoutMs, concurrency } = state.policy ?? GONE;
    const leaseMs = timeoutMs + LEASE_MARGIN_MS;
    const lease = Lease.begin(this.clock, leaseMs);
    const claims = await this.claims.take({ destination, limit, concurrency, leaseMs });
    for (const claim of claims) this.begin(claim, lease);
    return claims.length;
  }

  private begin(claim: Claim, lease: Lease): void {
    const { inputId, destination } = claim;
    const work = this.delivery
      .run(claim, lease)
      .catch(async (error: Error) => {
        this.log.warn(
          { inputId, destination, error: error.message },
          'a delivery could not be begun; it is tried again',
        );
        await this.release(claim, lease);
      })
      .finally(() => {
        this.running.delete(work);
        this.wake.ring();
      });
    this.running.set(work, destination);
  }

  /** After a while, so that a fault that stays does not spin; where it cannot be, the claim's lease ends by itself. */
  private async release(claim: Claim, lease: Lease): Promise<void> {
    do {
      await pause(NOT_BEGUN_MS, undefined, { signal: this.stopping.signal }).catch(() => {});
      try {
        return await this.claims.release(claim);
      } catch (error) {
        this.log.debug({ inputId: claim.inputId, error: (error as Error).message }, 'a claim could not be released');
      }
    } while (lease.holdsFor(0) && !this.stopping.signal.aborted);
  }

  private async tidy(): Promise<boolean> {
    const lost = await this.claims.takeOver();
    await Promise.all(lost.map((claim) => this.recordLost(claim)));
    await this.claims.clear();
    return lost.length > 0;
  }

  private recordLost(claim: LostClaim): Promise<void> {
    const { inputId, destination } = claim;
    this.log.warn({ inputId, destination }, 'a worker was lost; its claim is taken over');
    return this.delivery.recordLost(claim);
  }
}
