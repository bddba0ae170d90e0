/** Connections of rebuilds: their statements (an index over everything) take longer than anything else may. */
import type { Pool } from 'pg';
import { createPool } from '../database/pools.js';
import type { Log } from '../log.js';

const STATEMENT_TIMEOUT_MS = 6 * 3_600_000;

export const rebuildPool = (url: string, log: Log): Pool =>
  createPool({ url, name: 'rebuild', max: 3, statementTimeoutMs: STATEMENT_TIMEOUT_MS, log });
