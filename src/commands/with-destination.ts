/**
 * Decides on a destination as this process knows it; where the log has it newer by then, decides again. No refusal is
 * given on an old state.
 */
import { StaleDecision } from '../platform/store/append-command.js';
import type { At } from '../platform/store/stream-cache.js';
import { type DestinationState, destinationStream } from './destination.js';
import type { DestinationStates } from './destination-states.js';
import { refuseClosed, takesInputs } from './new-input.js';

const TRIES = 10;

/** `append` rejects with StaleDecision where the destination has moved on. */
export async function withDestination<T>(
  destinations: DestinationStates,
  name: string,
  append: (at: At<DestinationState>) => Promise<T>,
): Promise<T> {
  const stream = destinationStream(name);
  let at = await lookAt(destinations, stream);
  for (let attempt = 1; ; attempt++) {
    try {
      return await append(at);
    } catch (error) {
      if (!(error instanceof StaleDecision) || attempt === TRIES) throw error;
      at = await destinations.refresh(stream);
    }
  }
}

/** Throws a Problem where it takes no inputs now, for what is only begun: whoever goes on with it decides on it again. */
export async function refuseClosedNow(destinations: DestinationStates, name: string): Promise<void> {
  refuseClosed((await lookAt(destinations, destinationStream(name))).state);
}

async function lookAt(destinations: DestinationStates, stream: string): Promise<At<DestinationState>> {
  const at = await destinations.get(stream);
  return takesInputs(at.state) ? at : destinations.refresh(stream);
}
