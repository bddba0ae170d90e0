import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { OperationCancelRequested } from '../../events/operation-cancel-requested.js';
import { Problem } from '../../platform/http/problem.js';
import { type Cancelled, Operations } from '../../platform/operations/operations.js';
import { Acts } from '../../platform/store/acts.js';
import { operationStream } from '../operation.js';
import { CancelOperation } from './cancel-operation.command.js';

@CommandHandler(CancelOperation)
export class CancelOperationHandler implements ICommandHandler<CancelOperation> {
  constructor(
    private readonly acts: Acts,
    private readonly operations: Operations,
  ) {}

  async execute({ id, metadata }: CancelOperation) {
    const { value, position } = await this.acts.record(metadata, async (client) => {
      const { operation, isAsked } = await this.operations.cancel(client, id);
      if (!operation) throw new Problem('not-found', 'there is no operation here');
      return { value: operation, facts: [{ stream: operationStream(id), events: decide({ isAsked }) }] };
    });
    return { operation: value, position };
  }
}

/** Whoever asks twice, or too late, changes nothing. */
export const decide = ({ isAsked }: Pick<Cancelled, 'isAsked'>): NewEvent[] =>
  isAsked ? [OperationCancelRequested.of({})] : [];
