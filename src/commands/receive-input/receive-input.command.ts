import { Command } from '@nestjs/cqrs';
import type { RecordedEvent } from '../../events/event.js';
import type { NewInput } from '../new-input.js';

export interface ReceiveInputResult {
  id: string;
  /** The input's first event: what was received, where it stands in the log, and when. */
  received: Pick<RecordedEvent<'InputReceived'>, 'data' | 'position' | 'occurredAt'>;
  /** The same Idempotency-Key had brought the same input before. */
  replayed: boolean;
}

/** Takes an input for a destination. */
export class ReceiveInput extends Command<ReceiveInputResult> {
  constructor(readonly input: NewInput) {
    super();
  }
}
