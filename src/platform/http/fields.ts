/** Values that come in the same way in many places: refused or brought into their one form, never guessed. */
import { z } from 'zod';

/** Any case comes in, lower case goes on, so that one thing has one address. */
export const uuid = z
  .guid('must be a UUID')
  .transform((text) => text.toLowerCase())
  .meta({ openapi: { type: 'string', format: 'uuid' } });

export const destinationName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'must be 1 to 64 of a-z, 0-9, ".", "_" and "-", and begin with a letter or digit',
  );

/** Who did something, as events name it: at most an issuer's address and a subject of it, with a space between. */
export const actor = z.string().min(1).max(511);

export const readModelName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be 1 to 64 of a-z, 0-9 and "-", and begin with a letter');

const printableAscii = () => z.string().regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters');
export const idempotencyKey = printableAscii();
export const orderingKey = printableAscii();

/** RFC 3339 with an offset, as UTC with milliseconds. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be a time with an offset, such as 2026-01-31T12:00:00Z (RFC 3339)' })
  .transform((text) => new Date(text).toISOString())
  // PostgreSQL and RFC 3339 know the years 0001 to 9999; an offset may lead beyond them.
  .refine((text) => /^(?!0000)\d{4}-/.test(text), 'must lie in the years 0001 to 9999 in UTC')
  .meta({ openapi: { type: 'string', format: 'date-time' } });

/** A whole number in a query or header. In a JSON body use `z.int()`: nothing is converted there. */
export const wholeNumber = (min: number, max: number) => {
  const rule = `must be a whole number from ${min} to ${max === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : max}`;
  return z
    .string(rule)
    .regex(/^\d{1,16}$/, rule)
    .transform(Number)
    .pipe(z.number().min(min, rule).max(max, rule))
    .meta({ openapi: { type: 'integer', minimum: min, maximum: max } });
};

/** A place in the log; 0 stands before the first event. */
export const position = wholeNumber(0, Number.MAX_SAFE_INTEGER);

/** A place in the log or a moment, in a query: `42`, `2026-01-31T12:00:00Z`. */
export const positionOrTime = z.union([position, instant], 'must be a position or a time with an offset (RFC 3339)');

/** The name of a stream: `input-<uuid>`, `destination-<name>`. */
export const streamName = z
  .string()
  .regex(/^[a-z]+-[a-z0-9._-]{1,100}$/, 'must be the name of a stream, such as destination-orders');

const MAX_LISTED = 100;

/** Several values of a filter: `a,b`. */
export const commaList = <T extends z.ZodType<unknown, string>>(of: T) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(of).min(1).max(MAX_LISTED))
    .meta({ openapi: { type: 'string', pattern: listPattern(z.toJSONSchema(of)) } });

/** As a client can check it: the values themselves where they are known. */
function listPattern({ enum: values, pattern, minLength = 0, maxLength = 255 }: z.core.JSONSchema.BaseSchema): string {
  const one = values?.join('|') ?? pattern?.replace(/^\^|\$$/g, '') ?? `[^,]{${minLength},${maxLength}}`;
  return `^(${one})(,(${one})){0,${MAX_LISTED - 1}}$`;
}
