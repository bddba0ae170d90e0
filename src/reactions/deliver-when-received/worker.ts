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
import type { Claim, Claims } from './claims.js';
import type { Delivery } from './delivery.js';
import { Lease } from './lease.js';

const SLOTS = 128;
const POLL_MS = 250;
const TIDY_MS = 1_000;
/** What cannot be begun now (a secret that is gone, an event of a newer build) is looked at again after this long. */
const NOT_BEGUN_MS = 1_000;
/** A claim's lease is the attempt's time-out and this, for what comes before and after it. */
const LEASE_MARGIN_MS = 15_000;
/** Of a destination that is gone: its inputs are given up without an attempt. */
const GONE = { timeoutMs: 0, concurrency: 100 };

export class DeliveryWorker {
  private readonly running = new Set<Promise<void>>();
  private readonly delivering: Loop;
  private readonly tidying: Loop;
  private readonly stopping = new AbortController();

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
    await Promise.all([this.delivering.stop(), this.tidying.stop()]);
    const end = new AbortController();
    await Promise.race([Promise.all(this.running), pause(drainMs, undefined, { signal: end.signal }).catch(() => {})]);
    end.abort();
  }

  /** The free places are shared among the destinations that have something due. */
  private async takeDue(): Promise<boolean> {
    if (this.running.size >= SLOTS) return false;
    const due = await this.claims.dueDestinations();
    let begun = 0;
    for (const [index, destination] of due.entries()) {
      const free = SLOTS - this.running.size;
      const limit = Math.ceil(free / (due.length - index));
      if (limit > 0) begun += await this.takeFrom(destination, limit);
    }
    return begun > 0;
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
        await pause(NOT_BEGUN_MS, undefined, { signal: this.stopping.signal }).catch(() => {});
        await this.claims.release(claim);
      })
      // Where even that fails, the claim's lease ends by itself.
      .catch(() => {})
      .finally(() => {
        this.running.delete(work);
        this.wake.ring();
      });
    this.running.add(work);
  }

  private async tidy(): Promise<boolean> {
    for (const claim of await this.claims.takeOver()) {
      this.log.warn(
        { inputId: claim.inputId, destination: claim.destination },
        'a worker was lost; its claim is taken over',
      );
      await this.delivery.recordLost(claim);
    }
    await this.claims.clear();
    return false;
  }
}
