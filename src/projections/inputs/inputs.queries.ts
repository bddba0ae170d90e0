/** What can be asked about inputs. */
import { Query } from '@nestjs/cqrs';
import type { RecordedEvent } from '../../events/event.js';
import type { Bytes, Response } from '../../events/shapes.js';
import type { Page } from '../../platform/http/cursor.js';
import type { InputView } from '../../views/input.js';
import type { InputsQuery } from './inputs.filter.js';

/** An answer, and the position that it shows. */
export interface Shown<T> {
  value: T;
  position: number;
}

export class ListInputs extends Query<Shown<Page<InputView>>> {
  constructor(
    readonly query: InputsQuery,
    readonly minPosition: number,
    /** Only what belongs to this owner; null: everything. */
    readonly owner: string | null,
  ) {
    super();
  }
}

/** Null where there is no such input. */
export class GetInput extends Query<Shown<InputView> | null> {
  constructor(
    readonly id: string,
    readonly minPosition: number,
  ) {
    super();
  }
}

/** The input as it was at a position or a time. Null where it had not been received by then. */
export class GetInputAsOf extends Query<Shown<InputView> | null> {
  constructor(
    readonly id: string,
    readonly asOf: number | string,
    readonly minPosition: number,
  ) {
    super();
  }
}

/** The input's events from the log, oldest first. Empty where there is no such input. */
export class GetInputHistory extends Query<Shown<RecordedEvent[]>> {
  constructor(
    readonly id: string,
    readonly minPosition: number,
  ) {
    super();
  }
}

export interface KeptBytes {
  bytes: Bytes;
  contentType: string | null;
  contentEncoding: string | null;
}

/** The bytes as they were sent. Null where there is no such input. */
export class GetInputBody extends Query<Shown<KeptBytes> | null> {
  constructor(
    readonly id: string,
    readonly minPosition: number,
  ) {
    super();
  }
}

/** The newest response of the destination: `none` while there is none. Null where there is no such input. */
export class GetInputResponse extends Query<Shown<Response | 'none'> | null> {
  constructor(
    readonly id: string,
    readonly minPosition: number,
  ) {
    super();
  }
}

/** Dead letters of one destination that have one reason. */
export interface DeadLetters {
  destination: string;
  reason: string;
  count: number;
  /** When the first and the last of them was given up. */
  oldest: string;
  newest: string;
}

export class GroupDeadLetters extends Query<Shown<{ items: DeadLetters[] }>> {
  constructor(readonly minPosition: number) {
    super();
  }
}
