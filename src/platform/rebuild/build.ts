/** A table of its own for one operation, filled from the log; gone when the work on it ends, however that is. */
import { availableParallelism } from 'node:os';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Log } from '../log.js';
import type { Work } from '../operations/operation.js';
import { isByStream, type Projection, subjectOf } from '../projector/projection.js';
import { LogReader } from '../store/reader.js';
import { rebuildPool } from './rebuild-pool.js';
import { dropDebris, dropScratchTable, liveCopyOf, makeScratchTable, type ScratchTable } from './scratch-table.js';
import { type Filling, OneSlice, type Slices } from './slices.js';
import { ThreadSlices } from './thread-slices.js';

export interface BuildParts {
  databaseUrl: string;
  /** For short questions. */
  pool: Pool;
  /** For what it knows of entities. */
  dataSource: DataSource;
  partitions: number;
  /** Those that this build has. */
  projections: readonly Projection[];
  log: Log;
  /** Default: one a core but one, which is left to those who write and ask meanwhile; 0: none, the thread that asks does it. */
  threads?: number;
}

export interface Build {
  pool: Pool;
  reader: LogReader;
  scratch: ScratchTable;
  slices: Slices;
}

/** How far to fold, and what to leave out. */
export type Wanted = Pick<Filling, 'limits' | 'skipped' | 'parked'>;

const MOST_THREADS = 4;
/** Shorter than this, a log is folded before a thread has begun. */
const SHORT_LOG = 5_000;

/**
 * `prepare` is called when the table is there, empty: from then on nothing is in the way of a look at what it is compared
 * with.
 */
export async function withBuild<W extends Wanted, T>(
  parts: BuildParts,
  projection: Projection,
  work: Work,
  prepare: (pool: Pool) => Promise<W>,
  use: (build: Build, wanted: W) => Promise<T>,
): Promise<T> {
  const pool = rebuildPool(parts.databaseUrl, parts.log);
  try {
    await dropDebris(pool, parts.log);
    const scratch = await makeScratchTable(pool, parts.dataSource, projection, work);
    try {
      const wanted = await prepare(pool);
      return await withSlices(parts, projection, work, { pool, scratch, wanted }, (build) => use(build, wanted));
    } finally {
      await dropScratchTable(pool, scratch.name, parts.log);
      await dropScratchTable(pool, liveCopyOf(projection, work), parts.log);
    }
  } finally {
    await pool.end();
  }
}

async function withSlices<T>(
  { databaseUrl, threads = Math.max(1, Math.min(availableParallelism() - 1, MOST_THREADS)) }: BuildParts,
  projection: Projection,
  { signal }: Work,
  { pool, scratch, wanted: { limits, skipped, parked } }: { pool: Pool; scratch: ScratchTable; wanted: Wanted },
  use: (build: Build) => Promise<T>,
): Promise<T> {
  const reader = new LogReader(pool);
  const filling = { projection: projection.name, table: scratch.shape, limits, skipped, parked };
  const isShort = (await reader.head()) < SHORT_LOG;
  const slices =
    isShort || threads === 0
      ? new OneSlice(pool, projection, filling)
      : new ThreadSlices(databaseUrl, filling, isByStream(projection) ? threads : 1);
  const end = () => void slices.end();
  signal.addEventListener('abort', end, { once: true });
  try {
    signal.throwIfAborted();
    return await use({ pool, reader, scratch, slices });
  } finally {
    signal.removeEventListener('abort', end);
    await slices.end();
  }
}

/** What a subject names. Only what this build has is taken on. */
export const projectionOf = ({ projections }: BuildParts, subject: string): Projection =>
  projections.find((projection) => subjectOf(projection) === subject)!;

export const partitionsOf = ({ partitions }: BuildParts, projection: Projection): number =>
  isByStream(projection) ? partitions : 1;
