import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

/** What is asked, in one sentence. Answers the position. */
export class __Name__ extends Command<number> {
  constructor(
    readonly id: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
