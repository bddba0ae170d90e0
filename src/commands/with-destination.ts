/**
 * Decides on a destination as this process knows it; where the log has it newer by then, decides again. No refusal is
 * given on an old state.
 */
import { StaleDecision } from '../platform/store/append-command.js';
import type { At } from '../platform/store/stream-cache.js';
import { type DestinationState, destinationStream } from './destination.js';
import type { DestinationStates } from './destination-states.js';
import { takesInputs } from './new-input.js';

const TRIES = 10;

/** `append` rejects with StaleDecision where the destination has moved on. */
export async function withDestination<T>(
  destinations: DestinationStates,
  name: string,
  append: (at: At<DestinationState>) => Promise<T>,
): Promise<T> {
  const stream = destinationStream(name);
  let at = await destinations.get(stream);
  if (!takesInputs(at.state)) at = await destinations.refresh(stream);
  for (let attempt = 1; ; attempt++) {
    try {
      return await append(at);
    } catch (error) {
      if (!(error instanceof StaleDecision) || attempt === TRIES) throw error;
      at = await destinations.refresh(stream);
    }
  }
}
