import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { InputExpired } from '../../events/input-expired.js';
import { EventLog } from '../../platform/store/event-log.js';
import { appendOutcome } from '../append-outcome.js';
import { ExpireInput } from './expire-input.command.js';

@CommandHandler(ExpireInput)
export class ExpireInputHandler implements ICommandHandler<ExpireInput> {
  constructor(private readonly log: EventLog) {}

  execute(command: ExpireInput): Promise<void> {
    return appendOutcome(this.log, command, decide(command));
  }
}

export function decide({ destination, owner }: Pick<ExpireInput, 'destination' | 'owner'>): NewEvent[] {
  return [InputExpired.of({ destination, owner })];
}
