import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

/** Takes a key back. Answers the position. */
export class RevokeAccessKey extends Command<number> {
  constructor(
    readonly id: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
