import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { TestAttempt } from '../../views/attempt.js';

/** Sends a marked sample to a destination. Answers what came of it. */
export class TestDestination extends Command<{ attempt: TestAttempt; position: number }> {
  constructor(
    readonly name: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
