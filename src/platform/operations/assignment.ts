/**
 * One operation in the hands of one worker, for as long as its lease lasts. Guarantee: what a worker writes that was
 * cancelled or taken over from is refused by the row itself.
 */
import type { ClientBase, Pool } from 'pg';
import { systemClock } from '../clock.js';
import { inTransaction } from '../database/transaction.js';
import { Lease } from '../lease.js';
import { type Operation, WorkTaken } from './operation.js';
import { OPERATION } from './operations.js';

export const LEASE_MS = 5_000;

export interface Assignment {
  operation: Operation;
  epoch: number;
  saved: unknown;
  lease: Lease;
}

export interface Reported {
  phase: string | null;
  done: number;
  total: number | null;
  rate: number | null;
}

export type Ending =
  | { state: 'succeeded'; result: Record<string, unknown> | null }
  | { state: 'failed'; error: string }
  | { state: 'cancelled' };

const MINE = `id = $1 and epoch = $2 and state = 'running'`;

export class Assignments {
  constructor(
    private readonly pool: Pool,
    private readonly leaseMs: number = LEASE_MS,
  ) {}

  /** The oldest that nobody works on, of these kinds, on what is known here. */
  async take(kinds: readonly string[], known: readonly string[]): Promise<Assignment | null> {
    const lease = Lease.begin(systemClock, this.leaseMs);
    const { rows } = await this.pool.query<Operation & { epoch: number; saved: unknown }>({
      name: 'operation-take',
      text: `update intake.operations
                set epoch = epoch + 1, revision = revision + 1, phase = null, lease_until = clock_timestamp() + $3 * interval '1 ms'
              where id = (select id from intake.operations
                           where state = 'running' and lease_until < clock_timestamp()
                             and kind = any($1) and subject <@ $2
                           order by started_at limit 1 for update skip locked)
              returning ${OPERATION}, epoch, saved`,
      values: [kinds, known, this.leaseMs],
    });
    if (!rows[0]) return null;
    const { epoch, saved, ...operation } = rows[0];
    return { operation, epoch, saved, lease };
  }

  /** Tells how far it has come, and keeps the lease. Answers whether it is to be cancelled. */
  async beat({ operation, epoch }: Assignment, { phase, done, total, rate }: Reported): Promise<boolean> {
    const { rows } = await this.pool.query<{ cancel: boolean }>({
      name: 'operation-beat',
      text: `update intake.operations
                set phase = $3, done = $4, total = $5, rate = $6, lease_until = clock_timestamp() + $7 * interval '1 ms',
                    revision = revision + (case when (phase, done, total) is distinct from ($3, $4, $5) then 1 else 0 end)
              where ${MINE} returning cancel_requested as cancel`,
      values: [operation.id, epoch, phase, done, total, rate, this.leaseMs],
    });
    return owned(rows[0]).cancel;
  }

  async save({ operation, epoch }: Assignment, state: unknown, client?: ClientBase): Promise<void> {
    const { rows } = await (client ?? this.pool).query({
      name: 'operation-save',
      text: `update intake.operations set saved = $3 where ${MINE} returning 1`,
      values: [operation.id, epoch, JSON.stringify(state)],
    });
    owned(rows[0]);
  }

  async fence({ operation, epoch }: Assignment, client: ClientBase, alsoCancelled: boolean): Promise<void> {
    const { rows } = await client.query(
      `select from intake.operations where ${MINE} and ($3 or not cancel_requested) for no key update`,
      [operation.id, epoch, alsoCancelled],
    );
    owned(rows[0]);
  }

  /** Ends it, and lets go of what it had for itself. */
  finish({ operation, epoch }: Assignment, ending: Ending, { done, total, rate }: Reported): Promise<void> {
    const result = 'result' in ending && ending.result ? JSON.stringify(ending.result) : null;
    const error = 'error' in ending ? ending.error : null;
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query(
        `update intake.operations
            set state = $3, result = $4, error = $5, done = $6, total = $7, rate = $8, phase = null, saved = null,
                finished_at = clock_timestamp(), revision = revision + 1
          where ${MINE} and ($3 <> 'cancelled' or cancel_requested) returning 1`,
        [operation.id, epoch, ending.state, result, error, done, total, rate],
      );
      owned(rows[0]);
      await client.query('delete from intake.operation_holds where operation = $1', [operation.id]);
    });
  }

  /** For the next worker to take on at once, or after a while. */
  async release({ operation, epoch }: Assignment, afterMs = 0): Promise<void> {
    await this.pool.query(
      `update intake.operations set lease_until = clock_timestamp() + $3 * interval '1 ms' where ${MINE}`,
      [operation.id, epoch, afterMs],
    );
  }
}

function owned<T>(row: T | undefined): T {
  if (row === undefined) throw new WorkTaken('the operation was cancelled, or another process has it now');
  return row;
}
