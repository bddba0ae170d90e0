import { Command } from '@nestjs/cqrs';
import type { EventMetadata, RecordedEvent } from '../../events/event.js';

export interface ReceiveInputResult {
  id: string;
  /** The input's first event: what was received, where it stands in the log, and when. */
  received: Pick<RecordedEvent<'InputReceived'>, 'data' | 'position' | 'occurredAt'>;
  /** The same Idempotency-Key had brought the same input before. */
  replayed: boolean;
}

/** Takes an input for a destination. The body is opaque bytes, kept byte for byte. */
export class ReceiveInput extends Command<ReceiveInputResult> {
  constructor(
    readonly destination: string,
    readonly body: Buffer,
    readonly contentType: string | null,
    readonly contentEncoding: string | null,
    readonly idempotencyKey: string | null,
    readonly owner: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
