/** What can be asked about attempts. */
import { Query } from '@nestjs/cqrs';
import type { AttemptView } from '../../views/attempt.js';

/** An input's attempts, oldest first. Null where there is no such input. */
export class ListAttempts extends Query<{ value: AttemptView[]; position: number } | null> {
  constructor(
    readonly inputId: string,
    readonly minPosition: number,
  ) {
    super();
  }
}
