import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { DestinationInput } from '../../views/destination.js';
import type { ChangedDestination } from '../destination-view.js';

export interface PutDestinationResult extends ChangedDestination {
  /** Of one that was made: what signs its requests, told this once. null: it stood already. */
  secret: string | null;
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
