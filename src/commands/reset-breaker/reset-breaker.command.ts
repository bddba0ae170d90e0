import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { ChangedDestination } from '../destination-view.js';

/** Closes a breaker by hand. Where it is closed, nothing changes. */
export class ResetBreaker extends Command<ChangedDestination> {
  constructor(
    readonly name: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
