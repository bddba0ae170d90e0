/** Guarantee: no part of a process waits for a connection behind another one's work. */

import type { Log } from '../log.js';
import { createPool } from './pools.js';
import type { DatabaseRole } from './roles.js';

interface Connecting {
  databaseUrl: string;
  role?: DatabaseRole;
  log: Log;
}

/** Connections of a process, apart by what they are for. */
export class Pools {
  readonly append;
  readonly requests;
  readonly followers;
  readonly folding;

  constructor({ databaseUrl: url, role, log }: Connecting) {
    const common = { url, log, ...(role && { role }) };
    // Longer than the wait for its lock: whoever has waited that out must hear of it, and ends a frozen holder.
    this.append = createPool({ ...common, name: 'append', max: 1, statementTimeoutMs: 10_000 });
    this.requests = createPool({ ...common, name: 'requests', max: 10 });
    this.followers = createPool({ ...common, name: 'followers', max: 16, pipeline: true });
    this.folding = createPool({ ...common, name: 'folding', max: 12, durable: false, byKey: true, pipeline: true });
  }

  /** By their names. */
  get all() {
    const { append, requests, followers, folding } = this;
    return { append, requests, followers, folding };
  }

  async end(): Promise<void> {
    await Promise.all(Object.values(this.all).map((pool) => pool.end()));
  }
}
