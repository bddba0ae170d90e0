/**
 * Publishes a part of the log again. Guarantee: every event of it reaches the topic at least once, its first
 * occurrences in the log's order within their partitions, through every crash and outage.
 */
import { TopicMismatchError } from '../kafka/port.js';
import { OperationFailed, type OperationKind, type Work } from '../operations/operation.js';
import { type ReplayDependencies, ReplayRun } from './replay-run.js';

export class Replay implements OperationKind {
  readonly kind = 'replay';

  constructor(private readonly deps: ReplayDependencies) {}

  async run(work: Work): Promise<Record<string, unknown>> {
    const run = new ReplayRun(this.deps, work);
    try {
      return await run.toItsEnd();
    } catch (error) {
      throw error instanceof TopicMismatchError ? new OperationFailed(error.message) : error;
    } finally {
      await run.close();
    }
  }
}
