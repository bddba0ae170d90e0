import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { DestinationView } from '../../views/destination.js';

/** Makes a destination take no inputs. Disabling a disabled one changes nothing. */
export class DisableDestination extends Command<{ destination: DestinationView; position: number }> {
  constructor(
    readonly name: string,
    readonly reason: 'requested' | 'gone',
    readonly metadata: EventMetadata,
    /** Only if this is still its version: what was learnt of an older one says nothing of the newer. */
    readonly onlyVersion: number | null = null,
  ) {
    super();
  }
}
