import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { InputExpired } from '../../events/input-expired.js';
import { EventLog } from '../../platform/store/event-log.js';
import { inputStream } from '../input.js';
import { ExpireInput } from './expire-input.command.js';

@CommandHandler(ExpireInput)
export class ExpireInputHandler implements ICommandHandler<ExpireInput> {
  constructor(private readonly log: EventLog) {}

  async execute(command: ExpireInput): Promise<void> {
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

export function decide({ destination, owner }: Pick<ExpireInput, 'destination' | 'owner'>): NewEvent[] {
  return [InputExpired.of({ destination, owner })];
}
