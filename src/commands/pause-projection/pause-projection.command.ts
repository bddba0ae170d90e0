import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

/** Lets a read model rest until it is resumed. Answers the position. */
export class PauseProjection extends Command<number> {
  constructor(
    readonly name: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
