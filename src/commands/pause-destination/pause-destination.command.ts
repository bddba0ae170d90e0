import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { ChangedDestination } from '../destination-view.js';

/** Sends a destination nothing until it is resumed. Pausing a paused one changes nothing. */
export class PauseDestination extends Command<ChangedDestination> {
  constructor(
    readonly name: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
