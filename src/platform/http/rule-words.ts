/** Says what a broken rule expects, for whoever sent the value: in one style, in words of JSON, with the limit. */
import type { z } from 'zod';

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
};
/** What has a length, and what it is counted in. */
const UNITS: Readonly<Record<string, string>> = { string: 'character', array: 'item' };

/** For schemas without words of their own; undefined: Zod's own are good enough. */
export function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[isWhole(issue) ? 'int' : issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${listed(issue.values)}`;
    case 'invalid_union':
      return 'options' in issue ? `must be ${listed(issue.options as unknown[])}` : undefined;
    case 'too_small':
      return atLeast(Number(issue.minimum), UNITS[issue.origin]);
    case 'too_big':
      return `must ${UNITS[issue.origin] ? 'have' : 'be'} at most ${counted(Number(issue.maximum), UNITS[issue.origin])}`;
    default:
      return undefined;
  }
}

/** Zod asks for a number first, and for a whole one when it has one. */
const isWhole = ({ inst }: z.core.$ZodRawIssue): boolean =>
  (inst?._zod.def as { format?: string } | undefined)?.format === 'safeint';

function atLeast(minimum: number, unit: string | undefined): string {
  if (unit === undefined) return `must be at least ${minimum}`;
  return minimum === 1 ? 'must not be empty' : `must have at least ${counted(minimum, unit)}`;
}

const counted = (count: number, unit: string | undefined): string =>
  unit === undefined ? `${count}` : `${count} ${unit}${count === 1 ? '' : 's'}`;

const listed = (values: readonly unknown[]): string =>
  values.length === 1 ? String(values[0]) : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
