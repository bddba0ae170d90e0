/** Long work (a rebuild, a verify, a replay) as it stands in the database, and what its kind has to bring along. */
import type { ClientBase } from 'pg';

type OperationState = 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface Operation {
  id: string;
  kind: string;
  /** What it works on, such as `inputs.v1`. */
  subject: string[];
  options: Record<string, unknown>;
  state: OperationState;
  /** What it is at, in a word or two. */
  phase: string | null;
  done: number;
  /** null: not known yet. */
  total: number | null;
  /** Of `done`, per second. */
  rate: number | null;
  /** Raised by every change that is worth telling. */
  revision: number;
  startedBy: string;
  /** RFC 3339 in UTC. */
  startedAt: string;
  finishedAt: string | null;
  result: Record<string, unknown> | null;
  error: string | null;
}

export interface Progress {
  phase?: string;
  done?: number;
  total?: number;
}

/** What an operation is given to work with. */
export interface Work {
  readonly operation: Operation;
  /** What the worker before this one saved; null at the first start. */
  readonly saved: unknown;
  /** Aborted when it is cancelled, when the process stops, and when another one may have taken it over. */
  readonly signal: AbortSignal;
  /** Which worker this is: what it makes under a name of its own, carries it. */
  readonly epoch: number;
  /** Told to the database about once a second. */
  report(progress: Progress): void;
  /**
   * Where to go on after a crash. Durable when it resolves, or with the transaction of the client given; rejects where
   * another worker has taken over.
   */
  save(state: unknown, client?: ClientBase): Promise<void>;
  /**
   * In the transaction whose effect must be this worker's alone, and first: rejects where it was cancelled or taken
   * over, and until the transaction ends neither can happen. `alsoCancelled`: to undo what it has begun.
   */
  fence(client: ClientBase, options?: { alsoCancelled: boolean }): Promise<void>;
}

/** A kind of operation: what `run` returns is its result. What it throws fails it, but for a database that is away. */
export interface OperationKind {
  readonly kind: string;
  run(work: Work): Promise<Record<string, unknown> | null>;
}

/** It cannot be done; the message is for whoever asked for it. */
export class OperationFailed extends Error {
  override name = 'OperationFailed';
}

/** Cancelled, or another process has it now. */
export class WorkTaken extends Error {
  override name = 'WorkTaken';
}
