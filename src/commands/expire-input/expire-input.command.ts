import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

/** Ends the waiting of an input whose time is over. Only at the version that was looked at. */
export class ExpireInput extends Command<void> {
  constructor(
    readonly inputId: string,
    readonly version: number,
    readonly destination: string,
    readonly owner: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
