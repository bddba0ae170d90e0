import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { DestinationInput, DestinationView } from '../../views/destination.js';

export interface PutDestinationResult {
  created: boolean;
  destination: DestinationView;
  /** Of the destination's newest event. */
  position: number;
}

/** Registers a destination, or replaces its policy. */
export class PutDestination extends Command<PutDestinationResult> {
  constructor(
    readonly name: string,
    readonly input: DestinationInput,
    /** The If-Match header as sent. */
    readonly ifMatch: string | undefined,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
