/** Long work of a test: asked for, worked on by the real runner, watched until its end. */
import { inTransaction } from '../../src/platform/database/transaction.js';
import type { Operation, OperationKind } from '../../src/platform/operations/operation.js';
import { type NewOperation, Operations } from '../../src/platform/operations/operations.js';
import { OperationRunner } from '../../src/platform/operations/runner.js';
import { silent, type TestDatabase } from './database.js';
import { until } from './until.js';

const LEASE_MS = 1_000;

export class Working {
  readonly operations: Operations;
  private readonly runners: OperationRunner[] = [];

  constructor(private readonly database: TestDatabase) {
    this.operations = new Operations(database.pool);
  }

  /** A process that works on these kinds. */
  worker(kinds: OperationKind[], subjects: string[] = []): OperationRunner {
    const runner = new OperationRunner({
      pool: this.database.pool,
      kinds,
      subjects,
      wake: this.operations.wake,
      log: silent,
      leaseMs: LEASE_MS,
    });
    this.runners.push(runner);
    runner.start();
    return runner;
  }

  async start(wanted: Pick<NewOperation, 'kind' | 'options'> & Partial<NewOperation>): Promise<string> {
    const { operation } = await inTransaction(this.database.pool, (client) =>
      this.operations.start(client, { subject: [], startedBy: 'admin', ...wanted }),
    );
    this.operations.wake.ring();
    return operation.id;
  }

  cancel(id: string): Promise<unknown> {
    return inTransaction(this.database.pool, (client) => this.operations.cancel(client, id));
  }

  /** Waits until it is as described. */
  async reaches(id: string, what: string, fits: (operation: Operation) => boolean): Promise<Operation> {
    let last: Operation | null = null;
    await until(
      () => `operation ${id}: ${what}; it is ${JSON.stringify(last)}`,
      async () => {
        last = await this.operations.find(id);
        return fits(last!);
      },
    );
    return last!;
  }

  ended(id: string): Promise<Operation> {
    return this.reaches(id, 'has ended', ({ state }) => state !== 'running');
  }

  /** From now on nobody who works on it now may write; the next worker begins. As if that one had been frozen. */
  async takenOver(id: string): Promise<void> {
    await this.database.owner.query(
      `update intake.operations set epoch = epoch + 1, lease_until = '-infinity' where id = $1`,
      [id],
    );
  }

  async end(): Promise<void> {
    await Promise.all(this.runners.map((runner) => runner.stop()));
  }
}
