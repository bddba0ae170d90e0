import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';

export interface RotatedSecret {
  /** Told this once. */
  secret: string;
  /** The destination's version with it. */
  version: number;
  position: number;
}

/** Gives a destination a new signing secret; for a day the ones before it sign too. */
export class RotateSecret extends Command<RotatedSecret> {
  constructor(
    readonly name: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
