/** A table of its own for one operation, filled from the log; gone when the work on it ends, however that is. */
import { availableParallelism } from 'node:os';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Log } from '../log.js';
import type { Work } from '../operations/operation.js';
import type { Projection } from '../projector/projection.js';
import { LogReader } from '../store/reader.js';
import { rebuildPool } from './rebuild-pool.js';
import { dropDebris, dropScratchTable, makeScratchTable, type ScratchTable } from './scratch-table.js';
import { type Filling, OneSlice, type Slices } from './slices.js';
import { ThreadSlices } from './thread-slices.js';

export interface BuildParts {
  databaseUrl: string;
  /** For short questions. */
  pool: Pool;
  /** For what it knows of entities. */
  dataSource: DataSource;
  partitions: number;
  log: Log;
  /** Default: one a core, at most four. */
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

export async function withBuild<T>(
  { databaseUrl, dataSource, log, threads = Math.min(availableParallelism(), MOST_THREADS) }: BuildParts,
  projection: Projection,
  work: Work,
  wanted: Wanted,
  use: (build: Build) => Promise<T>,
): Promise<T> {
  const pool = rebuildPool(databaseUrl, log);
  try {
    await dropDebris(pool);
    const reader = new LogReader(pool);
    const scratch = await makeScratchTable(pool, dataSource, projection, work);
    const filling = { projection: projection.name, table: scratch.shape, ...wanted };
    const alone = projection.follows === 'sequence' || threads < 2;
    const slices =
      threads > 0 && (await reader.head()) > SHORT_LOG
        ? new ThreadSlices(databaseUrl, filling, alone ? 1 : threads)
        : new OneSlice(pool, projection, filling);
    const end = () => void slices.end();
    work.signal.addEventListener('abort', end, { once: true });
    try {
      return await use({ pool, reader, scratch, slices });
    } finally {
      work.signal.removeEventListener('abort', end);
      await slices.end();
      await dropScratchTable(pool, scratch.name);
    }
  } finally {
    await pool.end();
  }
}
