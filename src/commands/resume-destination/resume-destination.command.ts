import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { ChangedDestination } from '../destination-view.js';

/** Sends a paused destination its inputs again. Resuming one that is not paused changes nothing. */
export class ResumeDestination extends Command<ChangedDestination> {
  constructor(
    readonly name: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
