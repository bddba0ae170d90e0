import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { InputDeadLettered } from '../../events/input-dead-lettered.js';
import { EventLog } from '../../platform/store/event-log.js';
import { inputStream } from '../input.js';
import { DeadLetterInput } from './dead-letter-input.command.js';

@CommandHandler(DeadLetterInput)
export class DeadLetterInputHandler implements ICommandHandler<DeadLetterInput> {
  constructor(private readonly log: EventLog) {}

  async execute({ inputId, version, destination, owner, reason, metadata }: DeadLetterInput): Promise<void> {
    await this.log.append({
      stream: inputStream(inputId),
      expectedVersion: version,
      events: [InputDeadLettered.of({ destination, owner, reason })],
      destination,
      owner,
      metadata,
    });
  }
}
