import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { InputDeadLettered } from '../../events/input-dead-lettered.js';
import { EventLog } from '../../platform/store/event-log.js';
import { appendOutcome } from '../append-outcome.js';
import { DeadLetterInput } from './dead-letter-input.command.js';

@CommandHandler(DeadLetterInput)
export class DeadLetterInputHandler implements ICommandHandler<DeadLetterInput> {
  constructor(private readonly log: EventLog) {}

  execute(command: DeadLetterInput): Promise<void> {
    return appendOutcome(this.log, command, decide(command));
  }
}

export function decide({
  destination,
  owner,
  reason,
}: Pick<DeadLetterInput, 'destination' | 'owner' | 'reason'>): NewEvent[] {
  return [InputDeadLettered.of({ destination, owner, reason })];
}
