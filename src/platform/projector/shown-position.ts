/** Guarantee: a query that carries a position answers no older state, or says 503 in time (G11). */
import { unavailable } from '../http/problem.js';
import { partitionOf, streamHash } from '../store/partition.js';
import type { LogReader } from '../store/reader.js';
import type { Marker, Markers } from './markers.js';
import type { Followed, Progress } from './progress.js';
import { subjectOf } from './projection.js';
import type { Registry } from './registry.js';

const PATIENCE_MS = 2_000;

export interface ShownPositionParts {
  progress: Progress;
  registry: Registry;
  markers: Markers;
  log: Pick<LogReader, 'head' | 'newest'>;
  partitions: number;
}

/** How one stream can be seen. Null where there is nothing to see. */
export interface Sight<T> {
  rows(): Promise<T | null>;
  /** From the log itself, up to a version of the stream or to its end. */
  fold(upToVersion?: number): Promise<T | null>;
}

export class ShownPosition {
  /** By subject. What is filled stays so. */
  private readonly filled = new Set<string>();

  constructor(private readonly parts: ShownPositionParts) {}

  /** The position that all rows of a read model show; waits for `atLeast`. */
  async of(projection: Followed, atLeast = 0): Promise<number> {
    if (await this.isBuilding(projection)) {
      throw unavailable('projection-behind', `${projection.name} is new to this log, and being filled`);
    }
    const reached = await this.parts.progress.reach(projection, atLeast, PATIENCE_MS);
    if (reached >= atLeast) return reached;
    throw unavailable('projection-behind', `${projection.name} has reached position ${reached}`);
  }

  /** The log's end. What an acknowledged command has appended is in it at once, so there is nothing to wait for. */
  async ofLog(atLeast: number): Promise<number> {
    const head = await this.parts.log.head();
    if (head >= atLeast) return head;
    throw unavailable('projection-behind', `the log ends at position ${head}`);
  }

  /**
   * What is known of one stream: from its rows where they are as new as `atLeast` and as the stream itself, else by its
   * fold. Where the stream is parked and cannot be folded here either, what stands before the event that it fails at.
   */
  async ofOneStream<T>(
    projection: Followed,
    stream: string,
    atLeast: number,
    sight: Sight<T>,
  ): Promise<{ value: T; position: number } | null> {
    const { position, marker } = await this.ofRows(projection, stream, atLeast);
    const value = position === null ? null : await sight.rows();
    if (value !== null && position !== null) return { value, position };
    const head = await this.ofLog(atLeast);
    try {
      const folded = await sight.fold();
      return folded === null ? null : { value: folded, position: head };
    } catch (error) {
      if (!marker) throw error;
      return beforeMarker(projection, marker, atLeast, sight);
    }
  }

  /** The position that the rows of one stream show; null where they are too old, or the stream is parked. */
  private async ofRows(
    projection: Followed,
    stream: string,
    atLeast: number,
  ): Promise<{ position: number | null; marker: Marker | null }> {
    const { progress, markers, log, partitions } = this.parts;
    if (await this.isBuilding(projection)) return { position: null, marker: null };
    const [standing, newest] = await Promise.all([progress.standing(projection), log.newest(stream)]);
    const { reached, parked } = standing[partitionOf(streamHash(stream), partitions)] ?? { reached: 0, parked: 0 };
    const marker = parked > 0 ? await markers.of(projection, stream) : null;
    return { position: marker || reached < Math.max(atLeast, newest) ? null : reached, marker };
  }

  private async isBuilding(projection: Followed): Promise<boolean> {
    const subject = subjectOf(projection);
    if (this.filled.has(subject)) return false;
    if ((await this.parts.registry.find(projection))?.state === 'building') return true;
    this.filled.add(subject);
    return false;
  }
}

async function beforeMarker<T>(
  { name }: Followed,
  { position, fromVersion }: Marker,
  atLeast: number,
  sight: Sight<T>,
): Promise<{ value: T; position: number }> {
  const behind = unavailable(
    'projection-behind',
    `${name} cannot apply the event at ${position}: an admin has to look`,
  );
  // Nothing comes before its first event; it is acknowledged all the same, and not "not found".
  if (position <= atLeast || fromVersion === 1) throw behind;
  const value = await sight.fold(fromVersion - 1);
  if (value === null) throw behind;
  return { value, position: position - 1 };
}
