/**
 * Works on operations of the kinds it is given. Guarantee: one that was begun by a process that died is begun again by
 * another one, or by the same after its restart; one that has nobody's attention ends nowhere and is never lost.
 */
import type { Pool } from 'pg';
import type { Log } from '../log.js';
import { Loop } from '../loop.js';
import type { Wake } from '../wake.js';
import { Assignments } from './assignment.js';
import type { OperationKind } from './operation.js';
import { UnderWay } from './under-way.js';

const POLL_MS = 300;
/** Each has threads or a connection to Kafka of its own. Of one kind: slow replays must not hold up a rebuild. */
const AT_ONCE = 4;

export interface RunnerParts {
  pool: Pool;
  kinds: readonly OperationKind[];
  /** The subjects that this process knows: `inputs.v1`. */
  subjects: readonly string[];
  wake: Wake;
  log: Log;
  leaseMs?: number;
}

export class OperationRunner {
  private readonly loop: Loop;
  private readonly assignments: Assignments;
  private readonly underWay = new Set<UnderWay>();

  constructor(private readonly parts: RunnerParts) {
    const { pool, wake, log, leaseMs } = parts;
    this.assignments = new Assignments(pool, leaseMs);
    this.loop = new Loop({ name: 'operations', log, wake, pollMs: POLL_MS, step: () => this.step() });
  }

  start(): void {
    this.loop.start();
  }

  /** What is under way is left to the next worker. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await Promise.all([...this.underWay].map((each) => each.leave()));
  }

  /** What this process works on, as far as it is. */
  worksOn(): { kind: string; subject: string[]; done: number; total: number | null }[] {
    return [...this.underWay].map((each) => each.standing);
  }

  private async step(): Promise<boolean> {
    const { kinds, subjects, log, leaseMs, wake } = this.parts;
    const names = kinds.map(({ kind }) => kind).filter((kind) => this.countOf(kind) < AT_ONCE);
    if (names.length === 0) return false;
    const assignment = await this.assignments.take(names, subjects);
    if (!assignment) return false;
    const kind = kinds.find((each) => each.kind === assignment.operation.kind)!;
    const work = new UnderWay(this.assignments, assignment, kind, log, leaseMs);
    this.underWay.add(work);
    void work.run().finally(() => {
      this.underWay.delete(work);
      wake.ring();
    });
    return true;
  }

  private countOf(kind: string): number {
    return [...this.underWay].filter(({ operation }) => operation.kind === kind).length;
  }
}
