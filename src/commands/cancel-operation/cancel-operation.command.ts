import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { Operation } from '../../platform/operations/operation.js';

/** Asks long work to end. One that has ended before stays as it is. */
export class CancelOperation extends Command<{ operation: Operation; position: number }> {
  constructor(
    readonly id: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
