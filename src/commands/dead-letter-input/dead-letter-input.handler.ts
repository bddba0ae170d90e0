import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { InputDeadLettered } from '../../events/input-dead-lettered.js';
import { EventLog } from '../../platform/store/event-log.js';
import { inputStream } from '../input.js';
import { DeadLetterInput } from './dead-letter-input.command.js';

@CommandHandler(DeadLetterInput)
export class DeadLetterInputHandler implements ICommandHandler<DeadLetterInput> {
  constructor(private readonly log: EventLog) {}

  async execute(command: DeadLetterInput): Promise<void> {
    const { inputId, version, destination, owner, metadata } = command;
    await this.log.append({
      stream: inputStream(inputId),
      expectedVersion: version,
      events: decide(command),
      destination,
      owner,
      metadata,
    });
  }
}

export function decide({
  destination,
  owner,
  reason,
}: Pick<DeadLetterInput, 'destination' | 'owner' | 'reason'>): NewEvent[] {
  return [InputDeadLettered.of({ destination, owner, reason })];
}
