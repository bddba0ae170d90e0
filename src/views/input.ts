/** An input as clients see it (contract §3). Absent is null, never left out. */
import { z } from 'zod';
import { held } from './held.js';

export const storedStatuses = ['received', 'retrying', 'delivered', 'deadLettered', 'cancelled', 'expired'] as const;
export type StoredStatus = (typeof storedStatuses)[number];

/** Nothing more happens by itself. */
export const settledStatuses: ReadonlySet<string> = new Set<StoredStatus>([
  'delivered',
  'deadLettered',
  'cancelled',
  'expired',
]);

export const responseSummary = z
  .strictObject({
    status: z.int(),
    contentType: z.string().nullable(),
    size: z.int().meta({ description: 'Bytes kept, at most 64 KiB.' }),
    truncated: z.boolean(),
    sha256: z.string().meta({ description: 'Of the bytes kept, in hexadecimal.' }),
  })
  .meta({ id: 'ResponseSummary', description: 'What the destination returned; the body is at links.response.' });
export type ResponseSummary = z.infer<typeof responseSummary>;

/** Why somebody asks for something to be done with an input. */
export const inputReason = z.string().min(1).max(500).meta({ description: 'Kept in the log, for people.' });

const time = z.iso.datetime();

export const inputView = z
  .strictObject({
    id: z.uuid(),
    destination: z.string(),
    status: z
      .enum([...storedStatuses, 'delivering'])
      .meta({ description: '`delivering` while an attempt is under way; the others as stored.' }),
    held: held.nullable(),
    submittedBy: z.string(),
    contentType: z.string().nullable(),
    size: z.int(),
    position: z.int(),
    receivedAt: time,
    deliverAt: time.nullable(),
    expiresAt: time.nullable(),
    settledAt: time.nullable(),
    orderingKey: z.string().nullable(),
    attemptCount: z.int(),
    nextAttemptAt: time.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it is dead-lettered.' }),
    response: responseSummary.nullable(),
    links: z.strictObject({
      self: z.string(),
      body: z.string(),
      response: z.string(),
      attempts: z.string(),
      events: z.string(),
      stream: z.string(),
    }),
  })
  .meta({ id: 'Input' });
export type InputView = z.infer<typeof inputView>;

/** Of two times in UTC with milliseconds: a deliver-at that is over means now. */
export const firstAttemptAt = (deliverAt: string | null, receivedAt: string): string =>
  deliverAt !== null && deliverAt > receivedAt ? deliverAt : receivedAt;

export function inputLinks(id: string): InputView['links'] {
  const self = `/v1/inputs/${id}`;
  return {
    self,
    body: `${self}/body`,
    response: `${self}/response`,
    attempts: `${self}/attempts`,
    events: `${self}/events`,
    stream: `${self}/stream`,
  };
}
