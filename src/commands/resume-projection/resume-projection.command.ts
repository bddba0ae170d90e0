import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

/** Lets a read model go on that rests. Answers the position. */
export class ResumeProjection extends Command<number> {
  constructor(
    readonly name: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
