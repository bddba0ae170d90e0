/** What a command asks the log to append, and how the log can answer. */
import type { EventMetadata, NewEvent } from '../../events/event.js';

export interface StreamVersion {
  stream: string;
  version: number;
}

export interface AppendCommand {
  stream: string;
  /** The stream's version that the rule decided on; 0 for a stream that must not exist yet. */
  expectedVersion: number;
  /** At least one. They stand together in the log, or not at all. */
  events: NewEvent[];
  /** Other streams the rule looked at: if one has moved on, nothing is appended. */
  decidedOn?: StreamVersion[];
  /** Indexed with the position, for filtered streams; null where the event belongs to none. */
  destination: string | null;
  owner: string | null;
  metadata: EventMetadata;
}

export interface Appended {
  stream: string;
  /** The stream's version after the append. */
  version: number;
  /** Position of the last event appended. */
  position: number;
  /** RFC 3339 in UTC, milliseconds. */
  occurredAt: string;
}

/** What can come of a command that left for the log with others; one whose data cannot be stored aside. */
export const appendOutcomes = ['appended', 'conflict', 'stale', 'unavailable'] as const;
export type AppendOutcome = (typeof appendOutcomes)[number];

/** Someone else wrote the stream first. Read it again and decide again. */
export class VersionConflict extends Error {
  override name = 'VersionConflict';
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly standing: number,
  ) {
    super(`${stream} stands at version ${standing}, not ${expected}`);
  }
}

/** Another stream that the rule decided on has moved on. Read it again and decide again. */
export class StaleDecision extends Error {
  override name = 'StaleDecision';
  constructor(readonly decidedOn: StreamVersion[]) {
    super(`decided on old versions of ${decidedOn.map(({ stream }) => stream).join(', ')}`);
  }
}

/** The log takes nothing now. What was asked may or may not be in it: ask again with the same ids. */
export class LogUnavailable extends Error {
  override name = 'LogUnavailable';
  constructor(cause: unknown) {
    super('the event log takes no events now', { cause });
  }
}

/** More waits to be appended than the log can take in time. Nothing was appended. */
export class LogOverloaded extends Error {
  override name = 'LogOverloaded';
}

/** More than one transaction should hold. Nothing was appended. */
export class BatchTooLarge extends Error {
  override name = 'BatchTooLarge';
}
