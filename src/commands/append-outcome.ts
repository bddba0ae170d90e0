/** What a worker records of an input: right after the version it looked at, or not at all (VersionConflict). */
import type { EventMetadata, NewEvent } from '../events/event.js';
import type { EventLog } from '../platform/store/event-log.js';
import { inputStream } from './input.js';

export interface InputAtVersion {
  inputId: string;
  version: number;
  destination: string;
  owner: string;
  metadata: EventMetadata;
}

export async function appendOutcome(
  log: EventLog,
  { inputId, version, destination, owner, metadata }: InputAtVersion,
  events: NewEvent[],
): Promise<void> {
  await log.append({
    stream: inputStream(inputId),
    expectedVersion: version,
    events,
    destination,
    owner,
    metadata,
  });
}
