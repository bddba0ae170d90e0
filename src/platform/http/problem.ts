/** Every error a client can get: code → status, title, what it means, what to do. RFC 9457. */

export interface FieldError {
  in: 'body' | 'query' | 'header' | 'path';
  /** JSON pointer into the body (RFC 6901), for `in: body`. */
  pointer?: string;
  /** Name of the parameter or header otherwise. */
  name?: string;
  detail: string;
}

interface ProblemKind {
  status: number;
  title: string;
  meaning: string;
  cure: string;
}

const kind = (status: number, title: string, meaning: string, cure: string): ProblemKind => ({
  status,
  title,
  meaning,
  cure,
});

export const PROBLEMS = {
  unauthenticated: kind(
    401,
    'No valid access key',
    'The request carries no access key, or one that Intake does not know.',
    'Send `Authorization: Bearer <key>`. The admin key is printed when Intake starts on a terminal, else it stands in the file the start names.',
  ),
  'internal-error': kind(500, 'Something went wrong', 'A fault inside Intake; it has been logged.', 'Try again; if it stays, give the operator the requestId.'),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Thrown anywhere below a route; the one filter turns it into application/problem+json. */
export class Problem extends Error {
  override name = 'Problem';
  constructor(
    readonly code: ProblemCode,
    /** Names the rule and the limit; never echoes input. */
    readonly detail: string,
    readonly more: { errors?: FieldError[]; headers?: Record<string, string> } = {},
  ) {
    super(detail);
  }
}
