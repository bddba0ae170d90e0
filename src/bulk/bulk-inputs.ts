/** What is asked of many inputs, as those see it who ask. */
import { Injectable } from '@nestjs/common';
import { type Asked, twinOf } from '../platform/operations/asked.js';
import type { Operation } from '../platform/operations/operation.js';
import { Operations } from '../platform/operations/operations.js';
import { LogReader } from '../platform/store/reader.js';
import type { InputsFilter } from '../projections/inputs/inputs.filter.js';
import { InputsFound } from '../projections/inputs/inputs-found.js';
import type { BulkKind, Wish } from './bulk-kind.js';

export interface WantedBulk extends Wish {
  filter: InputsFilter;
}

/** As it is kept, so that whoever takes it over does the same. */
export interface BulkOptions extends WantedBulk {
  /** The log's end when it was asked for: what was received after it is not touched. */
  upTo: number;
}

@Injectable()
export class BulkInputs {
  constructor(
    private readonly operations: Operations,
    private readonly reader: LogReader,
    private readonly found: InputsFound,
  ) {}

  /** How many it would be. */
  async count(kind: BulkKind, { filter }: WantedBulk): Promise<number> {
    const rows = await this.found.by(filter);
    kind.narrow(rows, filter);
    return rows.getCount();
  }

  async start(
    { kind }: BulkKind,
    wanted: WantedBulk,
    asked: Asked,
  ): Promise<{ operation: Operation; replayed: boolean }> {
    const options: BulkOptions = { ...wanted, upTo: await this.reader.head() };
    return this.operations.start({
      ...{ kind, subject: [], options: { ...options }, startedBy: asked.actor },
      ...twinOf(kind, asked, wanted),
    });
  }
}
