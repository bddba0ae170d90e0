/** The one way to refuse a request: thrown anywhere below a route, answered as application/problem+json (RFC 9457). */
import { PROBLEMS, type ProblemCode } from './problem-catalogue.js';

export { PROBLEMS, type ProblemCode };

export interface FieldError {
  in: 'body' | 'query' | 'header' | 'path';
  /** JSON pointer into the body (RFC 6901), for `in: body`. */
  pointer?: string;
  /** Name of the parameter or header otherwise. */
  name?: string;
  detail: string;
}

/** What is sent. Absent is null, never left out. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string | null;
  code: ProblemCode;
  errors: FieldError[] | null;
  requestId: string | null;
}

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

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  /** `instance` is the path that was asked for; a batch's line has a problem of its own without one. */
  body(at: { instance?: string | null; requestId?: string | null } = {}): ProblemBody {
    return {
      type: `/problems/${this.code}`,
      title: PROBLEMS[this.code].title,
      status: this.status,
      detail: this.detail,
      instance: at.instance ?? null,
      code: this.code,
      errors: this.more.errors ?? null,
      requestId: at.requestId ?? null,
    };
  }
}

type Unavailable = 'log-unavailable' | 'projection-behind' | 'newer-event' | 'overloaded' | 'identity-provider-away';

const RETRY_AFTER_SECONDS: Record<Unavailable, string> = {
  'log-unavailable': '2',
  'projection-behind': '1',
  'newer-event': '60',
  overloaded: '1',
  // It is not asked more often.
  'identity-provider-away': '30',
};

/** A 503, always with Retry-After. */
export const unavailable = (code: Unavailable, detail: string): Problem =>
  new Problem(code, detail, { headers: { 'retry-after': RETRY_AFTER_SECONDS[code] } });
