/** Shapes that several events share. They reflect what is stored: change one only together with upcasters. */
import { isUtf8 } from 'node:buffer';
import { z } from 'zod';

/** Opaque bytes inside JSON. utf8 only where it is exact and PostgreSQL can store it. */
export const bytes = z.strictObject({ encoding: z.enum(['utf8', 'base64']), data: z.string() });
export type Bytes = z.infer<typeof bytes>;

export function encodeBytes(raw: Uint8Array): Bytes {
  const buffer = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const exact = isUtf8(buffer) && !buffer.includes(0);
  return exact
    ? { encoding: 'utf8', data: buffer.toString('utf8') }
    : { encoding: 'base64', data: buffer.toString('base64') };
}

export const decodeBytes = ({ encoding, data }: Bytes): Buffer => Buffer.from(data, encoding);

/** What a destination returned. At most 64 KiB of the body are kept; size and sha256 speak of what is kept. */
export const response = z.strictObject({
  status: z.int(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  contentType: z.string().nullable(),
  contentEncoding: z.string().nullable(),
  body: bytes,
  size: z.int(),
  truncated: z.boolean(),
  sha256: z.string(),
});
export type Response = z.infer<typeof response>;

/** How an attempt ended. What follows from it is told by the events after it. */
export const attemptOutcomes = [
  'delivered',
  'http-error',
  'timeout',
  'network-error',
  'tls-error',
  'dns-error',
  'address-not-allowed',
  'unknown',
] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** Why no further attempt will be made by itself. */
export const deadLetterReasons = [
  'rejected',
  'exhausted',
  'gone',
  'address-not-allowed',
  'destination-deleted',
] as const;

/** One HTTP request of a delivery. */
export const attempt = z.strictObject({
  /** 1, 2, … over the whole life of the input. */
  number: z.int().min(1),
  startedAt: z.iso.datetime(),
  durationMs: z.int().min(0),
  outcome: z.enum(attemptOutcomes),
  /** In words, for a person; null where the response says it all. */
  error: z.string().nullable(),
  destinationVersion: z.int(),
  response: response.nullable(),
});
export type Attempt = z.infer<typeof attempt>;

/** A named server with its policy, as one version of it. Values of headers and credentials stand encrypted elsewhere. */
export const destinationPolicy = z.strictObject({
  url: z.string(),
  method: z.string(),
  headers: z.array(z.strictObject({ name: z.string(), secretId: z.uuid() })),
  auth: z.strictObject({ type: z.enum(['basic', 'bearer']), secretId: z.uuid() }).nullable(),
  timeoutMs: z.int(),
  retry: z.strictObject({ maxAttempts: z.int(), minDelayMs: z.int(), maxDelayMs: z.int() }),
  /** Requests that begin in a second, over all processes; null: as many as there is room for. */
  ratePerSecond: z.number().nullable(),
  concurrency: z.int(),
  /** What a dead-lettered input does to those behind it with the same ordering key. */
  onDeadOrderingKey: z.enum(['block', 'skip']),
  description: z.string().nullable(),
});
export type DestinationPolicy = z.infer<typeof destinationPolicy>;

/** Before rates and ordering keys there was neither. */
export const policyBeforeRates = (policy: object): object => ({
  ...policy,
  ratePerSecond: null,
  onDeadOrderingKey: 'block',
});

/** What a caller may do; each may do what those before it may. */
export const roles = ['submitter', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];
