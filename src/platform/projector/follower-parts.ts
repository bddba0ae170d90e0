/** What everything that follows the log works with: connections of its own, so that it never waits behind requests. */
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Log } from '../log.js';
import type { LogSignal } from '../store/log-signal.js';
import type { LogReader } from '../store/reader.js';

export class FollowerParts {
  constructor(
    readonly pool: Pool,
    /** For what is made from the log, or found in it again after a crash: its commits are not durable. */
    readonly folding: Pool,
    readonly reader: LogReader,
    readonly signal: LogSignal,
    /** For what it knows of entities; it is not used to write. */
    readonly dataSource: DataSource,
    readonly log: Log,
  ) {}
}
