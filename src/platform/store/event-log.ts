/**
 * Guarantees: an acknowledged append is durable (G1); a stream's versions are 1..n and at most one append succeeds
 * per expected version (G2). Concurrent commands of this process leave as one group, one call, one transaction; there
 * is no timer: a group leaves when the last one is back.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Log } from '../log.js';
import {
  type AppendCommand,
  type Appended,
  LogOverloaded,
  LogUnavailable,
  StaleDecision,
  VersionConflict,
} from './append-command.js';
import { appendParameters, type PreparedCommand, prepare, takeGroup } from './append-group.js';
import { freeAppendLock } from './free-append-lock.js';

interface Waiting {
  prepared: PreparedCommand;
  resolve(appended: Appended): void;
  reject(error: Error): void;
}

interface AppendRow {
  outcome: 'appended' | 'conflict' | 'stale';
  version: number;
  /** Of the last event this command appended, now or in an earlier call whose answer was lost. */
  position: number;
  occurred_at: string;
  twin: string | null;
}

const MAX_WAITING_COMMANDS = 10_000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** A group whose connection was lost is asked again this often, the same, before its callers hear 503. */
const TRIES = 3;
const LOCK_NOT_AVAILABLE = '55P03';

const APPEND = {
  name: 'append',
  text: 'select outcome, version, position, occurred_at, twin from intake.append($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)',
};

export class EventLog {
  private queue: Waiting[] = [];
  private waitingBytes = 0;
  private leaving = false;

  constructor(
    /** One connection: groups of a process never compete with each other. */
    private readonly pool: Pool,
    private readonly log: Log,
    /** Called after each group that appended something. */
    private readonly onAppended: () => void = () => {},
  ) {}

  /**
   * Appends one command's events to its stream. Resolves when they are durable.
   * Rejects with VersionConflict, StaleDecision (nothing appended), LogOverloaded (nothing appended) or
   * LogUnavailable (may or may not be appended), or with PostgreSQL's error where its data cannot be stored.
   */
  append(command: AppendCommand): Promise<Appended> {
    const prepared = prepare(command);
    if (this.queue.length >= MAX_WAITING_COMMANDS || this.waitingBytes + prepared.bytes > MAX_WAITING_BYTES) {
      return Promise.reject(new LogOverloaded('too many commands wait to be appended'));
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ prepared, resolve, reject });
      this.waitingBytes += prepared.bytes;
      if (!this.leaving) void this.leave();
    });
  }

  /** Sends group after group until nothing waits. */
  private async leave(): Promise<void> {
    this.leaving = true;
    while (this.queue.length > 0) {
      const { group, rest } = takeGroup(this.queue);
      this.queue = rest;
      for (const { prepared } of group) this.waitingBytes -= prepared.bytes;
      await this.send(group);
    }
    this.leaving = false;
  }

  private async send(group: Waiting[]): Promise<void> {
    try {
      const rows = await this.call(group.map(({ prepared }) => prepared));
      for (const [index, waiting] of group.entries()) settle(waiting, rows[index]!);
      if (rows.some(({ outcome }) => outcome === 'appended')) this.onAppended();
    } catch (error) {
      if (isDataError(error)) await this.halve(group, error as Error);
      else for (const { reject } of group) reject(new LogUnavailable(error));
    }
  }

  /** One command whose data PostgreSQL refuses must not fail its neighbours: halve until it stands alone. */
  private async halve(group: Waiting[], error: Error): Promise<void> {
    if (group.length === 1) {
      group[0]!.reject(error);
      return;
    }
    const middle = group.length >> 1;
    await this.send(group.slice(0, middle));
    await this.send(group.slice(middle));
  }

  /** The same group may be asked twice: `settle` knows its own events again by their ids. */
  private async call(group: PreparedCommand[]): Promise<AppendRow[]> {
    const values = appendParameters(group);
    for (let attempt = 1; ; attempt++) {
      try {
        const { rows } = await this.pool.query<AppendRow>({ ...APPEND, values });
        return rows;
      } catch (error) {
        if (isDataError(error) || attempt === TRIES) throw error;
        this.log.warn({ error: (error as Error).message, attempt }, 'an append did not come back; asking again');
        if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) await freeAppendLock(this.pool, this.log);
        else await pause(attempt * 100);
      }
    }
  }
}

function settle({ prepared, resolve, reject }: Waiting, row: AppendRow): void {
  const { stream, expectedVersion, events, decidedOn } = prepared.command;
  // Where our own event stands already, an earlier call committed and only its answer was lost.
  if (row.outcome === 'appended' || row.twin === prepared.ids[0]) {
    const version = expectedVersion + events.length;
    resolve({ stream, version, position: row.position, occurredAt: row.occurred_at });
  } else if (row.outcome === 'stale') reject(new StaleDecision(decidedOn ?? []));
  else reject(new VersionConflict(stream, expectedVersion, row.version));
}

/** SQLSTATE classes 22 (data exception) and 23 (constraint): this data can never be stored. */
function isDataError(error: unknown): boolean {
  return /^2[23]/.test((error as { code?: string }).code ?? '');
}
