/** A destination as clients send it and see it (contract §3). */
import { z } from 'zod';
import { breakerStates } from './breaker.js';

/** Stands for a value that is kept and never shown; sent back in a PUT it keeps the value. */
export const HIDDEN = '***';

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const NOT_ALLOWED = { problem: 'header-not-allowed' };

const headerValue = z
  .string()
  .max(8_192)
  .refine((value) => HEADER_VALUE.test(value), { message: 'must not hold control characters', params: NOT_ALLOWED })
  .meta({ pattern: HEADER_VALUE.source });

const headers = z
  .record(z.string(), headerValue)
  .superRefine((given, context) => {
    const wrong = Object.keys(given).filter((name) => !HEADER_NAME.test(name));
    for (const name of wrong)
      context.addIssue({ code: 'custom', message: 'must be an HTTP header name', path: [name], params: NOT_ALLOWED });
  })
  .meta({ propertyNames: { type: 'string', pattern: HEADER_NAME.source } });

const secretText = z.string().min(1).max(1_024);
/** RFC 7617: the colon stands between user and password. */
const username = secretText.regex(/^[^:]*$/, 'must not hold a colon');
const token = secretText.regex(/^[\x21-\x7e]*$/, 'must be printable ASCII without spaces');

const auth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('basic'), username, password: secretText }),
  z.strictObject({ type: z.literal('bearer'), token }),
]);
export type Auth = z.infer<typeof auth>;

const retry = z
  .strictObject({
    maxAttempts: z.int().min(1).max(100).default(20),
    minDelayMs: z.int().min(100).max(86_400_000).default(5_000),
    maxDelayMs: z.int().min(100).max(604_800_000).default(21_600_000),
  })
  .refine(({ minDelayMs, maxDelayMs }) => minDelayMs <= maxDelayMs, {
    path: ['maxDelayMs'],
    message: 'must be at least minDelayMs',
  });

export const destinationInput = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, message: 'must be an http or https URL' }).max(2_048),
    method: z.enum(['POST', 'PUT', 'PATCH']).default('POST'),
    headers: headers.default({}),
    auth: auth.nullable().default(null),
    timeoutMs: z.int().min(100).max(120_000).default(15_000),
    retry: retry.default({ maxAttempts: 20, minDelayMs: 5_000, maxDelayMs: 21_600_000 }),
    ratePerSecond: z
      .number()
      .min(0.001)
      .max(100_000)
      .nullable()
      .default(null)
      .meta({ description: 'Attempts that begin in a second, over all processes; null: no limit but concurrency.' }),
    concurrency: z.int().min(1).max(1_000).default(10),
    onDeadOrderingKey: z
      .enum(['block', 'skip'])
      .default('block')
      .meta({ description: 'What a dead-lettered input does to those behind it with the same ordering key.' }),
    description: z.string().max(1_024).nullable().default(null),
  })
  .meta({ id: 'DestinationPolicy', description: 'Only `url` is required.' });
export type DestinationInput = z.infer<typeof destinationInput>;

export const destinationView = z
  .strictObject({
    name: z.string(),
    state: z.enum(['active', 'paused', 'disabled']),
    breaker: z.enum(breakerStates).meta({
      description:
        '`open`: it failed ten times in a row and gets nothing for a while; `half-open`: one attempt at a time shows whether it is back.',
    }),
    version: z.int().meta({ description: 'Also the ETag.' }),
    url: z.string(),
    method: z.string(),
    headers: z.record(z.string(), z.literal(HIDDEN)).meta({ description: 'Values are never shown.' }),
    auth: z
      .discriminatedUnion('type', [
        z.strictObject({ type: z.literal('basic'), username: z.literal(HIDDEN), password: z.literal(HIDDEN) }),
        z.strictObject({ type: z.literal('bearer'), token: z.literal(HIDDEN) }),
      ])
      .nullable(),
    timeoutMs: z.int(),
    retry: z.strictObject({ maxAttempts: z.int(), minDelayMs: z.int(), maxDelayMs: z.int() }),
    ratePerSecond: z.number().nullable(),
    concurrency: z.int(),
    onDeadOrderingKey: z.enum(['block', 'skip']),
    description: z.string().nullable(),
    createdAt: z.iso.datetime(),
    changedAt: z.iso.datetime(),
  })
  .meta({ id: 'Destination' });
export type DestinationView = z.infer<typeof destinationView>;

/** What is shown of it to who may only send to it. */
export const destinationState = destinationView.pick({ name: true, state: true }).meta({ id: 'DestinationState' });
export type DestinationStateView = z.infer<typeof destinationState>;

const signingSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{43}=$/)
  .meta({ description: 'What its requests are signed with (Standard Webhooks). Shown in this answer only.' });

/** What whoever makes a destination is told once. */
export const newDestination = destinationView.extend({ secret: signingSecret }).meta({ id: 'NewDestination' });
export type NewDestination = z.infer<typeof newDestination>;

export const newSecret = z.strictObject({ secret: signingSecret }).meta({ id: 'NewSecret' });
export type NewSecret = z.infer<typeof newSecret>;

const HIDDEN_AUTH = {
  basic: { type: 'basic', username: HIDDEN, password: HIDDEN },
  bearer: { type: 'bearer', token: HIDDEN },
} as const;

/** The policy as the log holds it, with every value hidden. */
export function hideValues(policy: {
  headers: { name: string }[];
  auth: { type: 'basic' | 'bearer' } | null;
}): Pick<DestinationView, 'headers' | 'auth'> {
  return {
    headers: Object.fromEntries(policy.headers.map(({ name }) => [name, HIDDEN])),
    auth: policy.auth && HIDDEN_AUTH[policy.auth.type],
  };
}
