/** What can be asked about attempts. */
import { Query } from '@nestjs/cqrs';
import type { AttemptRequest, AttemptView } from '../../views/attempt.js';

/** An input's attempts, oldest first. Null where there is no such input. */
export class ListAttempts extends Query<{ value: AttemptView[]; position: number } | null> {
  constructor(
    readonly inputId: string,
    readonly minPosition: number,
  ) {
    super();
  }
}

/** What was sent in one of them, from the log itself. Null where there is no such attempt. */
export class GetAttemptRequest extends Query<{ value: AttemptRequest; position: number } | null> {
  constructor(
    readonly inputId: string,
    readonly number: number,
    readonly minPosition: number,
    /** With what is the destination's own. */
    readonly whole: boolean,
  ) {
    super();
  }
}
