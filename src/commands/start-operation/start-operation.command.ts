import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { WantedOperation } from '../../platform/operations/asked.js';
import type { Started } from '../../platform/operations/operations.js';

/** Begins long work: a rebuild, a verify, a replay, something asked of many inputs. */
export class StartOperation extends Command<Started & { position: number }> {
  constructor(
    readonly wanted: WantedOperation,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
