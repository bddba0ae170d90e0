/** An input that wants to come in, by whatever door: when it is taken, and what makes two of them the same. Pure. */
import { createHash } from 'node:crypto';
import type { EventMetadata, RecordedEvent } from '../events/event.js';
import { InputReceived } from '../events/input-received.js';
import { encodeBytes } from '../events/shapes.js';
import { Problem } from '../platform/http/problem.js';
import type { DestinationState } from './destination.js';

/** What its Intake-* headers say. */
export interface Instructions {
  /** Times in UTC with milliseconds. */
  deliverAt: string | null;
  expiresAt: string | null;
  orderingKey: string | null;
}

export interface NewInput {
  destination: string;
  /** Opaque bytes, kept byte for byte. */
  body: Buffer;
  contentType: string | null;
  contentEncoding: string | null;
  idempotencyKey: string | null;
  instructions: Instructions;
  owner: string;
  metadata: EventMetadata;
}

/** "The same day next year" is always within. */
const MAX_AHEAD_DAYS = 366;
const DAY_MS = 86_400_000;

export function receivedFrom(input: NewInput): ReturnType<typeof InputReceived.of> {
  return InputReceived.of({
    destination: input.destination,
    owner: input.owner,
    submittedBy: input.metadata.actor,
    contentType: input.contentType,
    contentEncoding: input.contentEncoding,
    body: encodeBytes(input.body),
    size: input.body.length,
    idempotencyKey: input.idempotencyKey,
    fingerprint: fingerprintOf(input),
    ...input.instructions,
  });
}

export const takesInputs = ({ state }: DestinationState): boolean => state === 'active' || state === 'paused';

/** Throws a Problem where the destination takes no inputs. */
export function refuseClosed({ state }: DestinationState): void {
  if (state === 'absent') throw new Problem('unknown-destination', 'there is no destination of this name');
  if (state === 'disabled')
    throw new Problem('destination-disabled', 'the destination is disabled and takes no inputs');
}

/** Throws a Problem where the times cannot be kept. A deliver-at that is over means now. */
export function refuseImpossibleTimes({ deliverAt, expiresAt }: Instructions, now: Date): void {
  if (deliverAt !== null && Date.parse(deliverAt) > now.getTime() + MAX_AHEAD_DAYS * DAY_MS)
    throw wrongHeader('intake-deliver-at', `must lie at most ${MAX_AHEAD_DAYS} days ahead`);
  if (expiresAt === null) return;
  if (Date.parse(expiresAt) <= now.getTime()) throw wrongHeader('intake-expires-at', 'must lie in the future');
  if (deliverAt !== null && Date.parse(expiresAt) <= Date.parse(deliverAt))
    throw wrongHeader('intake-expires-at', 'must come after intake-deliver-at');
}

const wrongHeader = (name: string, detail: string): Problem =>
  new Problem('invalid-header', `${name} ${detail}`, { errors: [{ in: 'header', name, detail }] });

/** Throws a Problem where the key was used for another input. */
export function refuseAnother(input: NewInput, first: Pick<RecordedEvent<'InputReceived'>, 'data'>): void {
  if (fingerprintOf(input) !== first.data.fingerprint) throw keyReused();
}

export const keyReused = (): Problem =>
  new Problem(
    'idempotency-key-reused',
    'this Idempotency-Key came with another destination, body, content type or Intake-* header before',
  );

/**
 * What makes two inputs the same: SHA-256, each part prefixed by its length. What has no instructions has the fingerprint it always had: a key that was
 * used before there were any still finds its input.
 */
export function fingerprintOf({ destination, contentType, contentEncoding, body, instructions }: NewInput): string {
  const hash = createHash('sha256');
  const add = (part: string | Buffer | null) => {
    if (Buffer.isBuffer(part)) hash.update(`${part.length}:`).update(part);
    else hash.update(part === null ? '-:' : `${Buffer.byteLength(part)}:${part}`);
  };
  for (const part of [destination, contentType, contentEncoding, body]) add(part);
  const { deliverAt, expiresAt, orderingKey } = instructions;
  if (deliverAt ?? expiresAt ?? orderingKey) for (const part of [deliverAt, expiresAt, orderingKey]) add(part);
  return hash.digest('base64url');
}
