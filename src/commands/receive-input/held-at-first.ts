/** What holds an input back at its first event, as far as that is known without asking. Pure. */

import type { Held } from '../../views/held.js';
import { firstAttemptAt } from '../../views/input.js';
import { stopOf } from '../delivery-switch.js';
import type { DestinationState } from '../destination.js';
import type { FirstEvent } from './receive-input.command.js';

export function heldAtFirst(
  { data: { deliverAt }, occurredAt }: Pick<FirstEvent, 'data' | 'occurredAt'>,
  destination: DestinationState,
  isAllPaused: boolean,
): Held | null {
  const stop = stopOf(isAllPaused, destination);
  if (stop) return { reason: stop, until: null, blockedBy: null };
  const due = firstAttemptAt(deliverAt, occurredAt);
  return due > occurredAt ? { reason: 'scheduled', until: due, blockedBy: null } : null;
}
