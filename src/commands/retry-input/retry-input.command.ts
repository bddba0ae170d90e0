import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

/** Asks for a new run of attempts of an input that has come to rest. */
export class RetryInput extends Command<{ position: number }> {
  constructor(
    readonly inputId: string,
    /** null: where it was for before. */
    readonly destination: string | null,
    readonly reason: string | null,
    readonly metadata: EventMetadata,
    /** Only if nobody has asked for it with the same correlation id: of a worker that begins again, or is doubled. */
    readonly once: boolean = false,
  ) {
    super();
  }
}
