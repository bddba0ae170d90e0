import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

/** Sends nothing to anybody until delivery is resumed. Answers the position. */
export class PauseDelivery extends Command<number> {
  constructor(readonly metadata: EventMetadata) {
    super();
  }
}
