/** Guarantee: a query that carries a position answers no older state, or says 503 in time (G11). */
import { unavailable } from '../http/problem.js';
import { partitionOf, streamHash } from '../store/partition.js';
import type { LogReader } from '../store/reader.js';
import type { Progress } from './progress.js';

const PATIENCE_MS = 2_000;

export class ShownPosition {
  constructor(
    private readonly progress: Progress,
    private readonly log: Pick<LogReader, 'head' | 'newest'>,
    private readonly partitions: number,
  ) {}

  /** The position that all rows of a read model show; waits for `atLeast`. */
  async of(projection: { name: string; version: number }, atLeast = 0): Promise<number> {
    const reached = await this.progress.reach(projection, atLeast, { withinMs: PATIENCE_MS });
    if (reached >= atLeast) return reached;
    throw unavailable('projection-behind', `${projection.name} has reached position ${reached}`);
  }

  /** The log's end. What an acknowledged command has appended is in it at once, so there is nothing to wait for. */
  async ofLog(atLeast: number): Promise<number> {
    const head = await this.log.head();
    if (head >= atLeast) return head;
    throw unavailable('projection-behind', `the log ends at position ${head}`);
  }

  /** The position that the rows of one stream show now. */
  ofStream(projection: { name: string; version: number }, stream: string): Promise<number> {
    return this.progress.position(projection, partitionOf(streamHash(stream), this.partitions));
  }

  /** The same; null where they are older than `atLeast` or than the stream itself, which is then to be folded. */
  async ofCurrentStream(
    projection: { name: string; version: number },
    stream: string,
    atLeast: number,
  ): Promise<number | null> {
    const [shown, newest] = await Promise.all([this.ofStream(projection, stream), this.log.newest(stream)]);
    return shown < Math.max(atLeast, newest) ? null : shown;
  }
}
