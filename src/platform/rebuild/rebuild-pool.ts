/**
 * Connections of rebuilds: their statements (an index over everything) take longer than anything else may. What they make is
 * the projector's, whatever else the process plays: the next one that swaps it may be in a process of its own.
 */
import type { Pool } from 'pg';
import { createPool } from '../database/pools.js';
import { roleOfPart } from '../database/roles.js';
import type { Log } from '../log.js';

const STATEMENT_TIMEOUT_MS = 6 * 3_600_000;

export const rebuildPool = (url: string, log: Log): Pool =>
  createPool({
    url,
    name: 'rebuild',
    max: 3,
    role: roleOfPart('projector'),
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    log,
  });
