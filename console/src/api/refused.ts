/** Why there is no answer, for a person to read. */
import type { Problem } from './types.js';

/** Intake has answered that it does not do it. */
export class Refused extends Error {
  override name = 'Refused';
  constructor(
    readonly problem: Problem,
    readonly retryAfterMs: number | null,
  ) {
    super(problem.detail);
  }

  /** What is wrong, member by member. */
  get places(): string[] {
    return (this.problem.errors ?? []).map(
      ({ pointer, name, in: place, detail }) => `${pointer ?? name ?? place}: ${detail}`,
    );
  }
}

/** Nobody has answered, or something that is no Intake. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

export function refusedBy(body: unknown, retryAfter: string | null): Refused | Unreachable {
  if (!isProblem(body)) return new Unreachable('what answered is not Intake');
  return new Refused(body, retryAfter === null ? null : Number(retryAfter) * 1_000);
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'detail' in body;

export const isRefused = (error: unknown, ...codes: Problem['code'][]): error is Refused =>
  error instanceof Refused && (codes.length === 0 || codes.includes(error.problem.code));
