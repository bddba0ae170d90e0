/** A thing's version as its ETag, and If-Match by strong comparison (RFC 9110 §13.1.1): nobody overwrites what they have not seen. */
import { z } from 'zod';
import { Problem } from './problem.js';

export const etagOf = (version: number): string => `"${version}"`;

const ANY_OR_LIST = /^(\*|(W\/)?"[^"]*"(\s*,\s*(W\/)?"[^"]*")*)$/;

/** For `@RequestHeaders`. */
export const matchHeaders = z.object({
  'if-match': z
    .string()
    .regex(ANY_OR_LIST, 'must be an ETag in double quotes, a list of them, or *')
    .optional()
    .describe('The ETag that you have seen.'),
});
export type MatchHeaders = z.output<typeof matchHeaders>;

/** Throws 428 without If-Match, 412 unless it names this version. `*` matches whatever exists. */
export function requireMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined) throw new Problem('precondition-required', 'send If-Match with the ETag you have seen');
  if (!matches(ifMatch, version))
    throw new Problem('precondition-failed', 'the version in If-Match is not the current one');
}

/** For what does not exist: any If-Match fails (412). */
export function refuseMatch(ifMatch: string | undefined): void {
  if (ifMatch !== undefined) throw new Problem('precondition-failed', 'nothing exists here that If-Match could match');
}

function matches(ifMatch: string, version: number): boolean {
  if (ifMatch.trim() === '*') return true;
  // A weak tag (W/"3") never equals a strong one.
  return ifMatch.split(',').some((tag) => tag.trim() === etagOf(version));
}
