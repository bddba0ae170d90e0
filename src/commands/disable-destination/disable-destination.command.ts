import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { ChangedDestination } from '../destination-view.js';

/** Makes a destination take no inputs. Disabling a disabled one changes nothing. */
export class DisableDestination extends Command<ChangedDestination> {
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
