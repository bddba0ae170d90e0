import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

/** Calls an input back: once this is acknowledged no attempt starts (G9). Cancelling a cancelled one changes nothing. */
export class CancelInput extends Command<{ position: number }> {
  constructor(
    readonly inputId: string,
    readonly reason: string | null,
    readonly metadata: EventMetadata,
    /** Only if nobody has cancelled it with the same correlation id, whatever became of it since (see RetryInput). */
    readonly once: boolean = false,
  ) {
    super();
  }
}
