/** What a script can rely on; Ctrl-C is 130, as everywhere. */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3, refused: 4, interrupted: 130 } as const;

/** A command that cannot go on: its exit code, what is said, and what helps. */
export class Stopped extends Error {
  override name = 'Stopped';

  constructor(
    readonly exitCode: number,
    message: string,
    /** `nobody`: the request has reached no one. */
    readonly more: { hints?: string[]; document?: Record<string, unknown>; nobody?: boolean } = {},
  ) {
    super(message);
  }
}

/** It may come back: whoever can wait tries again. */
export const isUnreachable = (error: unknown): error is Stopped =>
  error instanceof Stopped && error.exitCode === EXIT.unreachable;
