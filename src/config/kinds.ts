/** The kinds of value that a variable may have: each says in words what it takes, for docs/configuration.md too. */
import { z } from 'zod';

export const ROLES = ['api', 'relay', 'projector', 'delivery'] as const;
export type Role = (typeof ROLES)[number];

/** What docs/configuration.md says of a variable; its values stand with the rule. */
interface Described {
  does: string;
  /** What holds where it is not set, if that is not a value of its own. */
  otherwise?: string;
  /** Who reads it, if not every role. */
  roles?: readonly Role[];
  /** A secret: it may stand in a file whose path is in the variable's name + _FILE. */
  mayBeFile?: true;
}
export const described = z.registry<Described>();
/** A kind of value, in words. */
export const allowed = z.registry<{ values: string }>();

/** What variables say once they are read. */
export type Read<Variables extends z.ZodRawShape> = z.infer<z.ZodObject<Variables>>;

export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

export const text = (values: string) => z.string().register(allowed, { values });

export const wholeNumber = (min: number, max: number) => {
  const values = `${min.toLocaleString('en')} to ${max.toLocaleString('en')}`;
  const rule = `must be a whole number, ${values}`;
  return z
    .string()
    .regex(/^\d+$/, rule)
    .transform(Number)
    .pipe(z.number().min(min, rule).max(max, rule))
    .register(allowed, { values });
};

export const oneOf = <const T extends string>(words: readonly T[], message: string) =>
  z.enum(words, message).register(allowed, { values: words.map((word) => `\`${word}\``).join(', ') });

export const port = wholeNumber(0, 65_535);

export const onOff = z
  .enum(['on', 'off', 'true', 'false', '1', '0'], 'must be on or off')
  .transform((v) => ['on', 'true', '1'].includes(v))
  .register(allowed, { values: '`on`, `off`' });

export const key32 = z
  .string()
  .transform((base64) => Buffer.from(base64, 'base64'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes in base64')
  .register(allowed, { values: '32 bytes in base64: `openssl rand -base64 32`' });
