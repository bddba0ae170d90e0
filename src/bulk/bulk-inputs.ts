/** What is asked of many inputs, as those see it who ask. */
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DestinationStates } from '../commands/destination-states.js';
import { StartOperation } from '../commands/start-operation/start-operation.command.js';
import { refuseClosedNow } from '../commands/with-destination.js';
import type { EventMetadata } from '../events/event.js';
import { type Asked, twinOf, type WantedOperation } from '../platform/operations/asked.js';
import { Operations, type Started } from '../platform/operations/operations.js';
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
    private readonly commands: CommandBus,
    private readonly operations: Operations,
    private readonly reader: LogReader,
    private readonly found: InputsFound,
    private readonly destinations: DestinationStates,
  ) {}

  /** How many it would be. */
  async count(kind: BulkKind, { filter, destination }: WantedBulk): Promise<number> {
    await this.refuseClosed(destination);
    const rows = await this.found.by(filter);
    kind.narrow(rows, filter);
    return rows.getCount();
  }

  async start(
    { kind }: BulkKind,
    wanted: WantedBulk,
    asked: Asked,
    metadata: EventMetadata,
  ): Promise<Started & { position: number }> {
    const twin = twinOf(kind, asked, wanted);
    if (!(await this.isKnown(twin))) await this.refuseClosed(wanted.destination);
    const options: BulkOptions = { ...wanted, upTo: await this.reader.head() };
    return this.commands.execute(new StartOperation({ kind, subject: [], options: { ...options }, ...twin }, metadata));
  }

  /** What was begun before has its answer, whatever became of its destination since. */
  private async isKnown({ twin }: Pick<WantedOperation, 'twin'>): Promise<boolean> {
    return twin !== undefined && (await this.operations.find(twin.id)) !== null;
  }

  private async refuseClosed(destination: string | null): Promise<void> {
    if (destination !== null) await refuseClosedNow(this.destinations, destination);
  }
}
