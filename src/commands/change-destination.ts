/** What the commands about a standing destination share: it must exist, and the answer shows it as it stands then. */
import type { EventMetadata, NewEvent } from '../events/event.js';
import { Problem } from '../platform/http/problem.js';
import type { At } from '../platform/store/stream-cache.js';
import type { Decided, StreamWriter } from '../platform/store/stream-writer.js';
import { type DestinationState, destinationFold, destinationStream } from './destination.js';

export function changeDestination(
  writer: StreamWriter,
  name: string,
  metadata: EventMetadata,
  decide: (at: At<DestinationState>) => NewEvent[] | Promise<NewEvent[]>,
): Promise<Decided<DestinationState>> {
  return writer.write({
    stream: destinationStream(name),
    fold: destinationFold,
    destination: name,
    owner: null,
    metadata,
    decide(at) {
      if (at.state.state === 'absent') throw new Problem('not-found', 'there is no destination of this name');
      return decide(at);
    },
  });
}
