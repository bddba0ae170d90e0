import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { ChangedDestination } from '../destination-view.js';

/** Makes a disabled destination take inputs again. Enabling an active one changes nothing. */
export class EnableDestination extends Command<ChangedDestination> {
  constructor(
    readonly name: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
