/**
 * Guarantee: of all processes one leads; who leads has a number, the epoch, and whoever took over later has a higher
 * one. A leader that was frozen may go on for a moment, but nothing it then says about progress is accepted.
 */
import type { Pool } from 'pg';
import type { Clock } from '../clock.js';
import { newId } from '../ids.js';
import { Lease as LeaseTime } from '../lease.js';

export const LEASE_MS = 5_000;

/** Another process leads now, or this one can no longer be sure that it does. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

/**
 * It runs on PostgreSQL's clock; here it ends early, on the earlier of two clocks, counted from before it was asked
 * for: one stands still while the machine sleeps, the other can be set back.
 */
export class Lease {
  private readonly holder = newId();
  private epochHeld: number | null = null;
  /** What is left of it here. */
  private time: LeaseTime | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    private readonly leaseMs: number = LEASE_MS,
  ) {}

  /** Tries to become leader. */
  async take(): Promise<boolean> {
    const time = this.timeFromNow();
    const { rows } = await this.pool.query<{ epoch: number }>(
      `update intake.relay
          set holder = $1, epoch = epoch + 1, lease_until = clock_timestamp() + $2 * interval '1 ms'
        where lease_until < clock_timestamp()
        returning epoch`,
      [this.holder, this.leaseMs],
    );
    if (!rows[0]) return false;
    this.epochHeld = rows[0].epoch;
    this.time = time;
    return true;
  }

  /** Throws LeaseLost when another process has taken over. */
  async renew(): Promise<void> {
    const epoch = this.epoch();
    const time = this.timeFromNow();
    const { rowCount } = await this.pool.query(
      `update intake.relay set lease_until = clock_timestamp() + $2 * interval '1 ms' where epoch = $1 and holder = $3`,
      [epoch, this.leaseMs, this.holder],
    );
    if (rowCount === 0) throw this.lost();
    if (epoch === this.epochHeld) this.time = time;
  }

  /** Lets the next process take over at once. */
  async release(): Promise<void> {
    if (this.epochHeld === null) return;
    const epoch = this.epochHeld;
    this.epochHeld = null;
    await this.pool.query(
      `update intake.relay set holder = null, lease_until = '-infinity' where epoch = $1 and holder = $2`,
      [epoch, this.holder],
    );
  }

  held(): boolean {
    return this.epochHeld !== null && this.time?.holdsFor(0) === true;
  }

  /** The number of this leadership. Throws LeaseLost where it is over. */
  epoch(): number {
    if (!this.held()) throw this.lost();
    return this.epochHeld!;
  }

  /** To be called by whoever finds out. */
  lost(): LeaseLost {
    this.epochHeld = null;
    return new LeaseLost('the lease is over: another process may lead by now');
  }

  /** To be called before it is asked for. */
  private timeFromNow(): LeaseTime {
    return LeaseTime.begin(this.clock, this.leaseMs);
  }
}
