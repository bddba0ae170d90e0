/** Rebuilds and verifies of the counting projection, on the thread of the test. */

import type { Operation } from '../../src/platform/operations/operation.js';
import { Operations } from '../../src/platform/operations/operations.js';
import { OperationRunner } from '../../src/platform/operations/runner.js';
import { type Projection, subjectOf } from '../../src/platform/projector/projection.js';
import type { BuildParts } from '../../src/platform/rebuild/build.js';
import { Rebuild } from '../../src/platform/rebuild/rebuild.js';
import { Verify } from '../../src/platform/rebuild/verify.js';
import type { CountRow } from './counting.js';
import { silent, type TestDatabase } from './database.js';
import type { FollowingProcess } from './followers.js';
import { until } from './until.js';

export interface Rebuilding {
  operations: Operations;
  /** Starts one and answers its id. */
  start(kind: 'rebuild' | 'verify', options?: Record<string, unknown>): Promise<string>;
  /** Starts one and waits for its end. */
  run(kind: 'rebuild' | 'verify', options?: Record<string, unknown>): Promise<Operation>;
  ended(id: string): Promise<Operation>;
  /** A process that works on them. */
  work(): OperationRunner;
  stop(): Promise<void>;
}

export function rebuilding(
  { url, pool }: TestDatabase,
  { parts }: FollowingProcess,
  projection: Projection<CountRow>,
  more: Partial<BuildParts> = {},
): Rebuilding {
  const operations = new Operations(pool);
  const build: BuildParts = {
    databaseUrl: url,
    pool,
    dataSource: parts.dataSource,
    partitions: 3,
    projections: [projection as unknown as Projection],
    log: silent,
    threads: 0,
    ...more,
  };
  const runners: OperationRunner[] = [];
  const at: Rebuilding = {
    operations,
    async start(kind, options = {}) {
      const subject = [subjectOf(projection)];
      return (await operations.start({ kind, subject, options, startedBy: 'admin' })).operation.id;
    },
    async run(kind, options) {
      return at.ended(await at.start(kind, options));
    },
    async ended(id) {
      let now: Operation | null = null;
      await until(
        () => `operation ${id} has ended; it is ${JSON.stringify(now)}`,
        async () => {
          now = await operations.find(id);
          return now?.state !== 'running';
        },
      );
      return now!;
    },
    work() {
      const runner = new OperationRunner({
        pool,
        kinds: [new Rebuild(build), new Verify(build)],
        subjects: [subjectOf(projection)],
        wake: operations.wake,
        log: silent,
        leaseMs: 1_000,
      });
      runners.push(runner);
      runner.start();
      return runner;
    },
    async stop() {
      await Promise.all(runners.map((runner) => runner.stop()));
    },
  };
  return at;
}
