/** What can be asked of many inputs at once: which of them it can be asked of, and what is asked of each. */
import type { Command } from '@nestjs/cqrs';
import type { SelectQueryBuilder } from 'typeorm';
import { CancelInput } from '../commands/cancel-input/cancel-input.command.js';
import { RetryInput } from '../commands/retry-input/retry-input.command.js';
import type { EventMetadata } from '../events/event.js';
import type { InputRow } from '../projections/inputs/input.entity.js';
import type { InputsFilter } from '../projections/inputs/inputs.filter.js';
import type { StoredStatus } from '../views/input.js';

/** What is asked, besides of whom. */
export interface Wish {
  /** null: where each was for before. */
  destination: string | null;
  reason: string | null;
}

export interface BulkKind {
  kind: 'retry-inputs' | 'cancel-inputs';
  /** Of the rows called `input`, those that it can be asked of. */
  narrow(rows: SelectQueryBuilder<InputRow>, filter: InputsFilter): void;
  /** Asked again with the same correlation id, it does nothing. */
  command(inputId: string, wish: Wish, metadata: EventMetadata): Command<unknown>;
}

export const RETRY: BulkKind = {
  kind: 'retry-inputs',
  narrow(rows, { status }) {
    // What was delivered or called back goes out again only where it is named.
    const wanted: StoredStatus[] = status ?? ['deadLettered', 'expired'];
    rows.andWhere(`input.status in ('deadLettered', 'expired', 'cancelled', 'delivered')`);
    rows.andWhere('input.status in (:...wanted)', { wanted });
  },
  command: (inputId, { destination, reason }, metadata) => new RetryInput(inputId, destination, reason, metadata, true),
};

export const CANCEL: BulkKind = {
  kind: 'cancel-inputs',
  narrow(rows, { status }) {
    // What was given up and stands before others of its ordering key is passed only where it is named.
    const wanted: StoredStatus[] = status ?? ['received', 'retrying'];
    rows.andWhere(
      `(input.status in ('received', 'retrying') or input.status = 'deadLettered' and input.orderingKey is not null)`,
    );
    rows.andWhere('input.status in (:...wanted)', { wanted });
  },
  command: (inputId, { reason }, metadata) => new CancelInput(inputId, reason, metadata, true),
};

export const BULK_KINDS: readonly BulkKind[] = [RETRY, CANCEL];
