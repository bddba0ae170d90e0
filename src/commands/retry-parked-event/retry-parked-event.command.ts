import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { DoneAboutParked } from '../about-parked.js';

/** Has a read model apply again an event that it could not apply. */
export class RetryParkedEvent extends Command<DoneAboutParked> {
  constructor(
    readonly name: string,
    readonly position: number,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
