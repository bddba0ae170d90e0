import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { Operations } from '../../platform/operations/operations.js';
import { Acts } from '../../platform/store/acts.js';
import { type OperationAsked, operationStarted, operationStream } from '../operation.js';
import { StartOperation } from './start-operation.command.js';

@CommandHandler(StartOperation)
export class StartOperationHandler implements ICommandHandler<StartOperation> {
  constructor(
    private readonly acts: Acts,
    private readonly operations: Operations,
  ) {}

  async execute({ wanted, metadata }: StartOperation) {
    const { value, position } = await this.acts.record(metadata, async (client) => {
      const started = await this.operations.start(client, { ...wanted, startedBy: metadata.actor });
      const { operation, replayed } = started;
      const fact = { stream: operationStream(operation.id), events: decide(operation, replayed) };
      return { value: started, facts: [fact] };
    });
    this.operations.wake.ring();
    return { ...value, position };
  }
}

/** Asked for twice with one key, it was begun once. */
export const decide = (asked: OperationAsked, isReplayed: boolean): NewEvent[] =>
  isReplayed ? [] : [operationStarted(asked)];
