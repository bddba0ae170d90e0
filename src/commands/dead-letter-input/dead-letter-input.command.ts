import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

/** Gives an input up without an attempt: its destination is gone. Only at the version that was looked at. */
export class DeadLetterInput extends Command<void> {
  constructor(
    readonly inputId: string,
    readonly version: number,
    readonly destination: string,
    readonly owner: string,
    readonly reason: 'destination-deleted',
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
