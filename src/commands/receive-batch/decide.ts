/** The rule: whether a destination takes a batch now, and as which inputs. Pure. */
import type { InputReceived } from '../../events/input-received.js';
import type { DestinationState } from '../destination.js';
import { type NewInput, receivedFrom, refuseClosed, refuseImpossibleTimes } from '../new-input.js';
import type { Batch, ReceiveBatch } from './receive-batch.command.js';

/** Of the lines with which nothing is wrong, by their place; throws a Problem where it takes none of them. */
export function decide(
  { batch }: ReceiveBatch,
  destination: DestinationState,
  now: Date,
): Map<number, ReturnType<typeof InputReceived.of>> {
  refuseClosed(destination);
  refuseImpossibleTimes(batch.instructions, now);
  return new Map([...inputsOf(batch)].map(([index, input]) => [index, receivedFrom(input)]));
}

/** By their place, from 0. */
export function inputsOf({ lines, ...rest }: Batch): Map<number, NewInput> {
  const inputs = new Map<number, NewInput>();
  for (const [index, body] of lines.entries()) {
    if (!Buffer.isBuffer(body)) continue;
    inputs.set(index, { ...rest, body, contentType: 'application/json', contentEncoding: null });
  }
  return inputs;
}
