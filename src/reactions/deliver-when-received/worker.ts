/**
 * Takes what is due and brings it on its way, a bounded number at once, destinations in turn. Several processes may
 * run it (see Claims). Wake-ups are hints; polling is the truth.
 */
import { destinationStream } from '../../commands/destination.js';
import type { DestinationStates } from '../../commands/destination-states.js';
import type { Clock } from '../../platform/clock.js';
import { Lease } from '../../platform/lease.js';
import type { Log } from '../../platform/log.js';
import { Loop } from '../../platform/loop.js';
import { rest, within } from '../../platform/waiting.js';
import type { Wake } from '../../platform/wake.js';
import type { Claim, Claims, LostClaim } from './claims.js';
import type { Delivery } from './delivery.js';

/** Places that all destinations share, those that each has beside them, whatever the others do (G10), and the most of all. */
const SLOTS = 128;
const OWN_SLOTS = 4;
const MOST_SLOTS = 1_024;
const POLL_MS = 250;
const TIDY_MS = 1_000;
/** What cannot be begun now (a secret that is gone, an event of a newer build) is looked at again after this long. */
const NOT_BEGUN_MS = 1_000;
/** A claim's lease is the attempt's time-out and this, for what comes before and after it. */
const LEASE_MARGIN_MS = 15_000;
/** Destinations that are claimed for at the same time: none waits for the others' round trips. */
const CLAIMED_AT_ONCE = 4;

export class DeliveryWorker {
  /** What is under way, and the claim it is for. */
  private readonly running = new Map<Promise<void>, Claim>();
  private readonly stopping = new AbortController();
  private round = 0;
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
    await within(drainMs, ended).catch(() => {});
  }

  /** The free places are shared among the destinations that have something due; another one begins each time. */
  private async takeDue(): Promise<boolean> {
    const all = await this.claims.dueDestinations();
    const first = this.round++ % Math.max(all.length, 1);
    const due = [...all.slice(first), ...all.slice(0, first)];
    let begun = 0;
    for (let done = 0; done < due.length; done += CLAIMED_AT_ONCE) {
      const some = due.slice(done, done + CLAIMED_AT_ONCE);
      const left = due.length - done;
      const taken = await Promise.all(some.map((name) => this.takeFrom(name, this.placesFor(name, left))));
      begun += taken.reduce((sum, count) => sum + count, 0);
    }
    return begun > 0;
  }

  /** Its share of what is free, or its own, whichever is more. */
  private placesFor(destination: string, sharers: number): number {
    const share = Math.ceil((SLOTS - this.running.size) / sharers);
    const own = OWN_SLOTS - this.underWay(destination);
    return Math.min(Math.max(share, own), MOST_SLOTS - this.running.size);
  }

  private underWay(destination: string): number {
    let count = 0;
    for (const claim of this.running.values()) if (claim.destination === destination) count++;
    return count;
  }

  /** A destination that cannot be looked at now holds up no other. */
  private async takeFrom(destination: string, limit: number): Promise<number> {
    if (limit <= 0) return 0;
    try {
      return await this.claim(destination, limit);
    } catch (error) {
      this.log.warn({ destination, error: (error as Error).message }, 'nothing can be claimed for a destination now');
      return 0;
    }
  }

  private async claim(destination: string, limit: number): Promise<number> {
    const { state, version } = await this.destinations.get(destinationStream(destination));
    const { policy } = state;
    if (state.state !== 'active' || policy === null) return 0;
    const leaseMs = policy.timeoutMs + LEASE_MARGIN_MS;
    const lease = Lease.begin(this.clock, leaseMs);
    const claims = await this.claims.take({ destination, limit, policy, version, leaseMs });
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
    this.running.set(work, claim);
  }

  /** After a while, so that a fault that stays does not spin; where it cannot be, the claim's lease ends by itself. */
  private async release(claim: Claim, lease: Lease): Promise<void> {
    do {
      await rest(NOT_BEGUN_MS, this.stopping.signal);
      try {
        return await this.claims.release(claim);
      } catch (error) {
        this.log.debug({ inputId: claim.inputId, error: (error as Error).message }, 'a claim could not be released');
      }
    } while (lease.holdsFor(0) && !this.stopping.signal.aborted);
  }

  private async tidy(): Promise<boolean> {
    const lost = await this.claims.takeOver([...this.running.values()].map(({ inputId }) => inputId));
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
