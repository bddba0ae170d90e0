/**
 * One operation while this process works on it. Guarantee: it stops working before another process may begin: on the
 * earlier of two clocks, counted from before the lease was asked for.
 */
import type { ClientBase } from 'pg';
import { systemClock } from '../clock.js';
import { isDatabaseAway } from '../database/database-away.js';
import { withPatience } from '../database/patience.js';
import { Lease } from '../lease.js';
import type { Log } from '../log.js';
import { LogOverloaded } from '../store/append-command.js';
import { type Assignment, type Assignments, type Ending, LEASE_MS, type Reported } from './assignment.js';
import { OperationFailed, type OperationKind, type Progress, type Work, WorkTaken } from './operation.js';
import { Rate } from './rate.js';

const BEATS_A_LEASE = 6;
/** The database was away in the middle of it. */
const AGAIN_AFTER_MS = 1_000;
const MOST_TIMES = 30;
const FAULT = 'a fault inside Intake; the log of the process that worked on it says which';

export class UnderWay implements Work {
  readonly operation;
  readonly saved;
  readonly epoch;
  /** Aborted with the reason: cancelled, stopping, taken. */
  private readonly ending = new AbortController();
  private readonly reported: Reported;
  private readonly rate = new Rate(systemClock);
  private lease: Lease;
  private beating = false;
  private running: Promise<void> | null = null;

  constructor(
    private readonly assignments: Assignments,
    private readonly assignment: Assignment,
    private readonly kind: OperationKind,
    private readonly log: Log,
    private readonly leaseMs = LEASE_MS,
  ) {
    this.operation = assignment.operation;
    this.saved = assignment.saved;
    this.epoch = assignment.epoch;
    const { phase, done, total, rate } = assignment.operation;
    this.reported = { phase, done, total, rate };
    this.lease = assignment.lease;
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  get standing() {
    const { kind, subject } = this.operation;
    const { done, total } = this.reported;
    return { kind, subject, done, total };
  }

  report(progress: Progress): void {
    Object.assign(this.reported, progress);
  }

  save(state: unknown, client?: ClientBase): Promise<void> {
    return this.assignments.save(this.assignment, state, client);
  }

  fence(client: ClientBase, { alsoCancelled } = { alsoCancelled: false }): Promise<void> {
    return this.assignments.fence(this.assignment, client, alsoCancelled);
  }

  /** Never rejects. */
  run(): Promise<void> {
    this.running ??= this.toItsEnd();
    return this.running;
  }

  /** Stops working on it and hands it over. */
  async leave(): Promise<void> {
    this.ending.abort('stopping');
    await this.running;
  }

  private async toItsEnd(): Promise<void> {
    // Frozen before it heard that it has it: another may be at work by now.
    if (!this.lease.holdsFor(0)) return;
    const { id, kind, subject } = this.operation;
    this.log.info({ operation: id, kind, subject, epoch: this.epoch }, 'operation taken on');
    const beating = setInterval(() => void this.beat(), this.leaseMs / BEATS_A_LEASE);
    try {
      const ending = await this.kind.run(this).then(succeeded, (error) => this.endingOf(error));
      if (ending) await withPatience(() => this.assignments.finish(this.assignment, ending, this.reported));
      if (ending) this.log.info({ operation: id, kind, ...ending }, 'operation ended');
    } catch (error) {
      // Its lease runs out, and it is taken on again.
      this.log.warn({ operation: id, kind, error: (error as Error).message }, 'operation left as it is');
    } finally {
      clearInterval(beating);
    }
  }

  /** null: it goes on, here or elsewhere. */
  private async endingOf(error: Error): Promise<Ending | null> {
    const { signal, assignments, assignment, operation } = this;
    if (signal.reason === 'stopping') await assignments.release(assignment);
    else if (signal.reason === 'taken') return null;
    // Whether a fence or the signal was first to say so; where it was taken over, this is refused.
    else if (signal.reason === 'cancelled' || error instanceof WorkTaken) return { state: 'cancelled' };
    else if (isDiskFull(error)) return { state: 'failed', error: 'the disk of the database is full' };
    else if (isDatabaseAway(error) || error instanceof LogOverloaded) await this.putOff(error);
    else {
      this.log.error({ operation: operation.id, kind: operation.kind, err: error }, 'an operation cannot go on');
      return { state: 'failed', error: error instanceof OperationFailed ? error.message : FAULT };
    }
    return null;
  }

  /** It is begun again, later each time. */
  private async putOff({ message }: Error): Promise<void> {
    const { operation, epoch, assignments, assignment, log } = this;
    log.warn(
      { operation: operation.id, kind: operation.kind, epoch, error: message },
      'an operation is begun again later',
    );
    await assignments.release(assignment, AGAIN_AFTER_MS * Math.min(epoch, MOST_TIMES));
  }

  private async beat(): Promise<void> {
    // Also where the beat before has not come back, and after a while in which the process was frozen.
    if (!this.lease.holdsFor(0)) this.ending.abort('taken');
    if (this.beating) return;
    this.beating = true;
    const lease = Lease.begin(systemClock, this.leaseMs);
    try {
      this.reported.rate = this.rate.of(this.reported.done);
      if (await this.assignments.beat(this.assignment, this.reported)) this.ending.abort('cancelled');
      this.lease = lease;
    } catch (error) {
      if (error instanceof WorkTaken) this.ending.abort('taken');
    } finally {
      this.beating = false;
    }
  }
}

const isDiskFull = (error: Error & { code?: string }): boolean => error.code === '53100';

const succeeded = (result: Record<string, unknown> | null): Ending => ({ state: 'succeeded', result });
