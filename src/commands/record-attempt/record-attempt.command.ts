import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { Attempt, DestinationPolicy } from '../../events/shapes.js';

/** What an attempt's outcome means for the input (design §6). */
export type Verdict =
  | { kind: 'delivered' }
  | { kind: 'retry'; retryAfterMs: number | null }
  | { kind: 'give-up'; reason: 'rejected' | 'gone' | 'address-not-allowed' };

/**
 * Records how an attempt ended and what follows. It holds only at the stream's version that the claim was taken at:
 * whoever is late is refused by the log itself (VersionConflict).
 */
export class RecordAttempt extends Command<void> {
  constructor(
    readonly inputId: string,
    readonly version: number,
    readonly destination: string,
    readonly owner: string,
    readonly attempt: Attempt,
    /** This attempt's number in its run: a manual retry starts a new run. */
    readonly inRun: number,
    readonly verdict: Verdict,
    readonly retry: DestinationPolicy['retry'],
    /** Since it was wanted; null: not known any more. */
    readonly latencyMs: number | null,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
