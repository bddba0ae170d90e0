import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

/** Removes a destination. Inputs that wait for it are dead-lettered. Answers the position. */
export class DeleteDestination extends Command<number> {
  constructor(
    readonly name: string,
    readonly ifMatch: string | undefined,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
