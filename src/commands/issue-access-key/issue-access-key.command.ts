import { Command } from '@nestjs/cqrs';
import type { EventMetadata } from '../../events/event.js';
import type { AccessKeyInput } from './access-key-input.js';

export interface IssuedAccessKey {
  id: string;
  /** Told this once. */
  key: string;
  position: number;
  occurredAt: string;
}

/** Gives somebody a key. */
export class IssueAccessKey extends Command<IssuedAccessKey> {
  constructor(
    readonly input: AccessKeyInput,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}
