import { Command } from '@nestjs/cqrs';
import type { RecordedEvent } from '../../events/event.js';
import type { Held } from '../../views/held.js';
import type { NewInput } from '../new-input.js';

/** What was received, where it stands in the log, and when. */
export type FirstEvent = Pick<RecordedEvent<'InputReceived'>, 'data' | 'position' | 'occurredAt'>;

export interface ReceiveInputResult {
  id: string;
  received: FirstEvent;
  /** By what was known of its destination then. */
  held: Held | null;
  /** The same Idempotency-Key had brought the same input before. */
  replayed: boolean;
}

/** Takes an input for a destination. */
export class ReceiveInput extends Command<ReceiveInputResult> {
  constructor(readonly input: NewInput) {
    super();
  }
}
