import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { DoneAboutParked } from '../about-parked.js';

/** Has a read model leave out an event for good that it could not apply. */
export class SkipParkedEvent extends Command<DoneAboutParked> {
  constructor(
    readonly name: string,
    readonly position: number,
    readonly reason: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
