/**
 * Takes what is due and brings it on its way, a bounded number at once, destinations in turn. Several processes may
 * run it (see Claims). Wake-ups are hints; polling is the truth.
 */
import { type DestinationState, destinationStream } from '../../commands/destination.js';
import type { DestinationStates } from '../../commands/destination-states.js';
import type { Clock } from '../../platform/clock.js';
import { Lease } from '../../platform/lease.js';
import type { Log } from '../../platform/log.js';
import { Loop } from '../../platform/loop.js';
import type { StoredEvent } from '../../platform/store/stored-event.js';
import { rest, within } from '../../platform/waiting.js';
import { Wake } from '../../platform/wake.js';
import type { Claim, LostClaim } from './claim.js';
import type { Claims } from './claims.js';
import type { Delivery } from './delivery.js';
import type { DeliveryMetrics } from './delivery-metrics.js';
import { Hungry } from './hungry.js';
import { mayBeDue } from './may-be-due.js';
import { Places } from './places.js';
import { Turns } from './turns.js';

/** Destinations that are looked at at the same time: none waits for the others' round trips. */
const LOOKERS = 4;
const POLL_MS = 250;
const TIDY_MS = 1_000;
/** What cannot be begun now (a secret that is gone, an event of a newer build) is looked at again after this long. */
const NOT_BEGUN_MS = 1_000;
/** A claim's lease is the attempt's time-out and this, for what comes before and after it. */
const LEASE_MARGIN_MS = 15_000;

export class DeliveryWorker {
  private readonly places = new Places();
  private readonly turns = new Turns();
  private readonly hungry = new Hungry((destination) => this.ask(destination));
  /** Destinations whose inputs have ordering keys, as far as this process has seen. */
  private readonly keyed = new Set<string>();
  private readonly stopping = new AbortController();
  private readonly finding: Loop;
  private readonly taking: Loop[];
  private readonly tidying: Loop;
  private readonly asked = new Wake();

  constructor(
    private readonly claims: Claims,
    private readonly delivery: Delivery,
    private readonly destinations: DestinationStates,
    private readonly metrics: DeliveryMetrics,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.finding = new Loop({ name: 'delivery', log, pollMs: POLL_MS, step: () => this.find() });
    const take = { name: 'claiming', log, pollMs: POLL_MS, wake: this.asked, step: () => this.takeNext() };
    this.taking = Array.from({ length: LOOKERS }, () => new Loop(take));
    this.tidying = new Loop({ name: 'claims', log, pollMs: TIDY_MS, step: () => this.tidy() });
  }

  /** Of most events it is known where something may be due; of the others one question finds it all. */
  happened(events: readonly StoredEvent[]): void {
    for (const event of events) {
      const due = mayBeDue(event, this.keyed.size > 0);
      if (due === 'nowhere') continue;
      if (due === 'anywhere') this.finding.wake.ring();
      else if (due.after === 'begin' || this.keyed.has(due.at)) this.ask(due.at);
    }
  }

  start(): void {
    for (const loop of this.loops) loop.start();
  }

  /** Takes nothing new and waits for what is under way, at most `drainMs`; the rest is for whoever comes after. */
  async stop(drainMs: number): Promise<void> {
    this.stopping.abort();
    const ended = Promise.all(this.loops.map((loop) => loop.stop())).then(() =>
      Promise.all([this.places.empty(), this.claims.giveBack()]),
    );
    await within(drainMs, ended).catch(() => {});
  }

  get attemptsUnderWay(): number {
    return this.places.size;
  }

  private get loops(): Loop[] {
    return [this.finding, ...this.taking, this.tidying];
  }

  private async find(): Promise<boolean> {
    for (const destination of await this.claims.dueDestinations()) {
      // One that is paused has something due all the time: it is no sharer of the places.
      if ((await this.stateOf(destination)) === 'active') this.ask(destination);
    }
    return false;
  }

  /** null: not known now. */
  private async stateOf(destination: string): Promise<DestinationState['state'] | null> {
    try {
      return (await this.destinations.get(destinationStream(destination))).state.state;
    } catch (error) {
      this.log.warn({ destination, error: (error as Error).message }, 'a destination cannot be looked at now');
      return null;
    }
  }

  private ask(destination: string): void {
    this.turns.ask(destination);
    this.asked.ring();
  }

  private async takeNext(): Promise<boolean> {
    const destination = this.turns.next();
    if (destination === null) return false;
    try {
      if (await this.takeFrom(destination)) this.hungry.add(destination, this.places.of(destination));
      else this.hungry.delete(destination);
    } finally {
      this.turns.done(destination);
    }
    return true;
  }

  /** Answers whether there may be more than there was room for. One that cannot be looked at now holds up no other. */
  private async takeFrom(destination: string): Promise<boolean> {
    try {
      const limit = this.places.freeFor(destination, this.turns.size);
      return limit <= 0 || (await this.claim(destination, limit));
    } catch (error) {
      this.log.warn({ destination, error: (error as Error).message }, 'nothing can be claimed for a destination now');
      return false;
    }
  }

  private async claim(destination: string, limit: number): Promise<boolean> {
    const { state, version } = await this.destinations.get(destinationStream(destination));
    const { policy } = state;
    if (state.state !== 'active' || policy === null) return false;
    const leaseMs = policy.timeoutMs + LEASE_MARGIN_MS;
    const lease = Lease.begin(this.clock, leaseMs);
    const { claims, mayBeMore } = await this.claims.take({ destination, limit, policy, version, leaseMs });
    for (const claim of claims) this.begin(claim, lease);
    return mayBeMore;
  }

  private begin(claim: Claim, lease: Lease): void {
    const { inputId, destination, orderingKey } = claim;
    if (orderingKey !== null) this.keyed.add(destination);
    const work = this.delivery
      .run(claim, lease)
      .catch(async (error: Error) => {
        this.log.warn(
          { inputId, destination, error: error.message },
          'a delivery could not be begun; it is tried again',
        );
        await this.release(claim, lease);
      })
      .finally(() => this.ended(work, destination));
    this.places.take(work, claim);
  }

  private ended(work: Promise<void>, destination: string): void {
    this.places.giveBack(work);
    this.hungry.ended(destination);
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
    await this.claims.giveBack();
    const lost = await this.claims.takeOver(this.places.claims.map(({ inputId }) => inputId));
    this.metrics.tookOver(lost.length);
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
