/** The rule: which inputs a destination takes, and what makes two requests the same input. Pure. */
import { createHash } from 'node:crypto';
import type { RecordedEvent } from '../../events/event.js';
import { InputReceived } from '../../events/input-received.js';
import { encodeBytes } from '../../events/shapes.js';
import { Problem } from '../../platform/http/problem.js';
import type { DestinationState } from '../destination.js';
import type { ReceiveInput } from './receive-input.command.js';

/** Throws a Problem where the destination takes no inputs. */
export function decide(command: ReceiveInput, { state }: DestinationState): ReturnType<typeof InputReceived.of> {
  if (state === 'absent') throw new Problem('unknown-destination', 'there is no destination of this name');
  if (state === 'disabled')
    throw new Problem('destination-disabled', 'the destination is disabled and takes no inputs');
  return InputReceived.of({
    destination: command.destination,
    owner: command.owner,
    submittedBy: command.metadata.actor,
    contentType: command.contentType,
    contentEncoding: command.contentEncoding,
    body: encodeBytes(command.body),
    size: command.body.length,
    idempotencyKey: command.idempotencyKey,
    fingerprint: fingerprintOf(command),
    orderingKey: null,
    deliverAt: null,
    expiresAt: null,
  });
}

/** Throws a Problem where the key was used for another input. */
export function sameInput(command: ReceiveInput, first: RecordedEvent<'InputReceived'>): void {
  if (first.data.fingerprint === fingerprintOf(command)) return;
  throw new Problem(
    'idempotency-key-reused',
    'this Idempotency-Key came with another destination, body, content type or Intake-* header before',
  );
}

/** SHA-256, each part prefixed by its length. */
function fingerprintOf({ destination, contentType, contentEncoding, body }: ReceiveInput): string {
  const hash = createHash('sha256');
  for (const part of [destination, contentType, contentEncoding, body]) {
    hash.update(part === null ? '-:' : `${Buffer.byteLength(part)}:`).update(part ?? '');
  }
  return hash.digest('base64url');
}
