/** The rule: whether a destination takes an input now. Pure. */
import type { InputReceived } from '../../events/input-received.js';
import type { DestinationState } from '../destination.js';
import { receivedFrom, refuseClosed, refuseImpossibleTimes } from '../new-input.js';
import type { ReceiveInput } from './receive-input.command.js';

/** Throws a Problem where it does not. */
export function decide(
  { input }: ReceiveInput,
  destination: DestinationState,
  now: Date,
): ReturnType<typeof InputReceived.of> {
  refuseClosed(destination);
  refuseImpossibleTimes(input.instructions, now);
  return receivedFrom(input);
}
