/** One schema, one value, one Problem that names every rule broken and where, and repeats nothing that was sent. */
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { pointerTo } from './i-json.js';
import { type FieldError, PROBLEMS, Problem, type ProblemCode } from './problem.js';
import { inWords } from './rule-words.js';

export type Place = FieldError['in'];

const CODES: Record<Place, ProblemCode> = {
  body: 'validation-failed',
  query: 'invalid-query',
  header: 'invalid-header',
  path: 'invalid-identifier',
};
const MAX_ERRORS = 50;
const ONCE = 'must be given once';

/** `name`: of the parameter or header where the value is not an object of them. */
export function check<T extends z.ZodType>(schema: T, value: unknown, place: Place, name?: string): z.output<T> {
  if (place === 'query') refuseRepeated(value);
  const result = schema.safeParse(value, { error: inWords });
  if (result.success) return result.data;
  const { issues } = result.error;
  const errors = issues.flatMap((issue) => errorsOf(issue, value, place, name)).slice(0, MAX_ERRORS);
  throw new Problem(codeOf(issues, place), summary(errors), { errors });
}

/** The parser makes a list of a parameter that is given twice. */
function refuseRepeated(query: unknown): void {
  for (const [name, value] of Object.entries(query as object)) {
    if (!Array.isArray(value)) continue;
    throw new Problem('invalid-query', `query ${name}: ${ONCE}`, { errors: [{ in: 'query', name, detail: ONCE }] });
  }
}

/** A header that stands there twice is refused: which of them was meant? */
export function checkHeaders<T extends z.ZodObject>(schema: T, request: FastifyRequest): z.output<T> {
  const wanted: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const given = request.raw.headersDistinct[name];
    if (given === undefined) continue;
    if (given.length > 1 && name !== 'if-match') {
      throw new Problem('invalid-header', `header ${name}: ${ONCE}`, {
        errors: [{ in: 'header', name, detail: ONCE }],
      });
    }
    wanted[name] = given.join(', ');
  }
  return check(schema, wanted, 'header');
}

/** A rule that has a problem of its own says so: `ctx.addIssue({ code: 'custom', message, params: { problem } })`. */
function codeOf(issues: readonly z.core.$ZodIssue[], place: Place): ProblemCode {
  for (const issue of issues) {
    const own = issue.code === 'custom' ? (issue.params?.problem as unknown) : undefined;
    if (typeof own === 'string' && own in PROBLEMS) return own as ProblemCode;
  }
  return CODES[place];
}

function errorsOf(issue: z.core.$ZodIssue, value: unknown, place: Place, name: string | undefined): FieldError[] {
  const at = (path: readonly PropertyKey[], detail: string): FieldError =>
    place === 'body'
      ? { in: place, pointer: pointerTo(path), detail }
      : { in: place, name: name ?? String(path[0] ?? ''), detail };
  if (issue.code === 'unrecognized_keys') {
    const detail = place === 'body' ? 'unknown member' : 'unknown parameter';
    return issue.keys.map((key) => at([...issue.path, key], detail));
  }
  return [at(issue.path, isMissing(issue, value) ? `is missing; it ${issue.message}` : issue.message)];
}

/** A rule of ours may point at what is not there for another reason. */
function isMissing({ code, path }: z.core.$ZodIssue, value: unknown): boolean {
  const parent = path.slice(0, -1).reduce(memberOf, value);
  // Part of a text, such as an item of a list with commas, is not missing: the text is there.
  return (
    code !== 'custom' && typeof parent === 'object' && path.length > 0 && memberOf(parent, path.at(-1)!) === undefined
  );
}

const memberOf = (of: unknown, name: PropertyKey): unknown => (of as Record<PropertyKey, unknown> | null)?.[name];

function summary(errors: readonly FieldError[]): string {
  const [first] = errors;
  if (errors.length !== 1 || !first) return `${errors.length} rules are broken; see errors`;
  const where = first.in === 'body' ? first.pointer : first.name;
  return `${first.in}${where ? ` ${where}` : ''}: ${first.detail}`;
}
