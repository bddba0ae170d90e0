import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { DestinationView } from '../../views/destination.js';

/** Makes a disabled destination take inputs again. Enabling an active one changes nothing. */
export class EnableDestination extends Command<{ destination: DestinationView; position: number }> {
  constructor(
    readonly name: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
