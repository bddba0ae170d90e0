/** The rule: whether a destination takes a batch now, and as which inputs. Pure. */
import type { InputReceived } from '../../events/input-received.js';
import type { DestinationState } from '../destination.js';
import { type NewInput, receivedFrom, refuseClosed, refuseImpossibleTimes } from '../new-input.js';
import type { Batch, ReceiveBatch } from './receive-batch.command.js';

/**
 * Of the lines with which nothing is wrong, by their place, each when it is asked for: together they are much work.
 * Throws a Problem where it takes none of them.
 */
export function* decide(
  { batch }: ReceiveBatch,
  destination: DestinationState,
  now: Date,
): Generator<[number, ReturnType<typeof InputReceived.of>]> {
  refuseClosed(destination);
  refuseImpossibleTimes(batch.instructions, now);
  for (const [index, input] of inputsOf(batch)) yield [index, receivedFrom(input)];
}

/** By their place, from 0. */
export function* inputsOf({ lines, ...rest }: Batch): Generator<[number, NewInput]> {
  for (const [index, body] of lines.entries())
    if (Buffer.isBuffer(body)) yield [index, { ...rest, body, contentType: 'application/json', contentEncoding: null }];
}
