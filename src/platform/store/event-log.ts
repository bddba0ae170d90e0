/**
 * Guarantees: an acknowledged append is durable (G1); a stream's versions are 1..n and at most one append succeeds
 * per expected version (G2). Concurrent commands of this process leave as one group, one call, one transaction; there
 * is no timer: a group leaves when the last one is back. What is appended together is a group of its own.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { inTurns } from '../in-turns.js';
import type { Log } from '../log.js';
import { type AppendRow, appendCall } from './append-call.js';
import {
  type AppendCommand,
  type Appended,
  type AppendOutcome,
  BatchTooLarge,
  LogOverloaded,
  LogUnavailable,
} from './append-command.js';
import { type PreparedCommand, prepare, takeGroup } from './append-group.js';
import { freeAppendLock } from './free-append-lock.js';
import { rejectAll, settle, type Waiting } from './waiting-command.js';

/** One transaction as it ended, for who watches: each command with what came of it. */
export interface AppendCall {
  commands: readonly AppendCommand[];
  outcomes: readonly AppendOutcome[];
  durationMs: number;
}

/** Of what is appended together. */
const MAX_BATCH_COMMANDS = 1_000;
const MAX_BATCH_BYTES = 12 * 1024 * 1024;
const MAX_WAITING_COMMANDS = 10_000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** A group whose connection was lost is asked again this often, the same, before its callers hear 503. */
const TRIES = 3;
const LOCK_NOT_AVAILABLE = '55P03';

export class EventLog {
  private queue: Waiting[] = [];
  private readonly batches: Waiting[][] = [];
  private waitingCommands = 0;
  private waitingBytes = 0;
  private leaving = false;

  constructor(
    /** One connection: groups of a process never compete with each other. */
    private readonly pool: Pool,
    private readonly log: Log,
    /** Called after each group that appended something. */
    private readonly onAppended: () => void = () => {},
    private readonly onEnded: (call: AppendCall) => void = () => {},
  ) {}

  /** Commands that have not left yet. */
  get waiting(): number {
    return this.waitingCommands;
  }

  /**
   * Appends one command's events to its stream. Resolves when they are durable.
   * Rejects with VersionConflict, StaleDecision (nothing appended), LogOverloaded (nothing appended) or
   * LogUnavailable (may or may not be appended), or with PostgreSQL's error where its data cannot be stored.
   */
  append(command: AppendCommand): Promise<Appended> {
    const prepared = prepare(command);
    if (!this.hasRoomFor([prepared])) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const waiting = { prepared, resolve, reject };
      this.queue.push(waiting);
      this.enter([waiting]);
    });
  }

  /**
   * Appends commands of different streams, none of which another one decided on, in one transaction: each is told its
   * own result, and whatever ends this process in the middle, all that could be appended are, or none.
   * Rejects with BatchTooLarge or LogOverloaded (nothing appended).
   */
  async appendTogether(commands: readonly AppendCommand[]): Promise<PromiseSettledResult<Appended>[]> {
    if (commands.length === 0) return [];
    const prepared = await inTurns(eachPrepared(commands));
    if (commands.length > MAX_BATCH_COMMANDS || bytesOf(prepared) > MAX_BATCH_BYTES)
      throw new BatchTooLarge(`at most ${MAX_BATCH_COMMANDS} events of ${MAX_BATCH_BYTES} bytes are appended together`);
    if (!this.hasRoomFor(prepared)) throw overloaded();
    const batch: Waiting[] = [];
    const results = prepared.map(
      (each) => new Promise<Appended>((resolve, reject) => void batch.push({ prepared: each, resolve, reject })),
    );
    this.batches.push(batch);
    this.enter(batch);
    return Promise.allSettled(results);
  }

  private hasRoomFor(prepared: readonly PreparedCommand[]): boolean {
    return (
      this.waitingCommands + prepared.length <= MAX_WAITING_COMMANDS &&
      this.waitingBytes + bytesOf(prepared) <= MAX_WAITING_BYTES
    );
  }

  private enter(entered: readonly Waiting[]): void {
    this.count(entered, 1);
    if (!this.leaving) void this.leave();
  }

  private count(waiting: readonly Waiting[], sign: 1 | -1): void {
    this.waitingCommands += sign * waiting.length;
    this.waitingBytes += sign * bytesOf(waiting.map(({ prepared }) => prepared));
  }

  /** Sends group after group until nothing waits; groups and batches by turns, so that neither waits for all of the other. */
  private async leave(): Promise<void> {
    this.leaving = true;
    while (this.waitingCommands > 0) {
      const { group, rest } = takeGroup(this.queue);
      this.queue = rest;
      this.count(group, -1);
      if (group.length > 0) await this.send(group, (error) => this.halve(group, error));
      const batch = this.batches.shift() ?? [];
      this.count(batch, -1);
      if (batch.length > 0) await this.send(batch, (error) => rejectAll(batch, error));
    }
    this.leaving = false;
  }

  private async send(group: Waiting[], onRefusedData: (error: Error) => void | Promise<void>): Promise<void> {
    const begun = performance.now();
    try {
      const rows = await this.call(group.map(({ prepared }) => prepared));
      const outcomes = group.map((waiting, index) => settle(waiting, rows[index]!));
      if (rows.some(({ outcome }) => outcome === 'appended')) this.onAppended();
      this.tell(group, begun, outcomes);
    } catch (error) {
      if (isDataError(error)) return onRefusedData(error as Error);
      this.rejectWithAllWaiting(group, new LogUnavailable(error));
      this.tell(
        group,
        begun,
        group.map(() => 'unavailable'),
      );
    }
  }

  private tell(group: readonly Waiting[], begun: number, outcomes: readonly AppendOutcome[]): void {
    const commands = group.map(({ prepared }) => prepared.command);
    this.onEnded({ commands, outcomes, durationMs: performance.now() - begun });
  }

  /** Who waited behind a call that did not come back would only wait for the next one to do the same. */
  private rejectWithAllWaiting(group: readonly Waiting[], error: LogUnavailable): void {
    const waiting = [...this.queue.splice(0), ...this.batches.splice(0).flat()];
    this.count(waiting, -1);
    rejectAll([...group, ...waiting], error);
  }

  /** One command whose data PostgreSQL refuses must not fail its neighbours: halve until it stands alone. */
  private async halve(group: Waiting[], error: Error): Promise<void> {
    if (group.length === 1) return rejectAll(group, error);
    const middle = group.length >> 1;
    for (const half of [group.slice(0, middle), group.slice(middle)])
      await this.send(half, (refused) => this.halve(half, refused));
  }

  /** The same group may be asked twice: `settle` knows its own events again by their ids. */
  private async call(group: PreparedCommand[]): Promise<AppendRow[]> {
    const asked = appendCall(group);
    for (let attempt = 1; ; attempt++) {
      try {
        const { rows } = await this.pool.query<AppendRow>(asked);
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

function* eachPrepared(commands: readonly AppendCommand[]): Generator<PreparedCommand> {
  for (const command of commands) yield prepare(command);
}

const overloaded = (): LogOverloaded => new LogOverloaded('too many commands wait to be appended');

const bytesOf = (prepared: readonly PreparedCommand[]): number => prepared.reduce((sum, { bytes }) => sum + bytes, 0);

/** SQLSTATE classes 22 (data exception) and 23 (constraint): this data can never be stored. */
function isDataError(error: unknown): boolean {
  return /^2[23]/.test((error as { code?: string }).code ?? '');
}
