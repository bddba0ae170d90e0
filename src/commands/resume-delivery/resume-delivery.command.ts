import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

/** Sends what is due again. Answers the position. */
export class ResumeDelivery extends Command<number> {
  constructor(readonly metadata: EventMetadata) {
    super();
  }
}
