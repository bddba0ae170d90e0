import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DeliveryPaused } from '../../events/delivery-paused.js';
import type { NewEvent } from '../../events/event.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { type DeliveryState, DeliverySwitch } from '../delivery-switch.js';
import { PauseDelivery } from './pause-delivery.command.js';

@CommandHandler(PauseDelivery)
export class PauseDeliveryHandler implements ICommandHandler<PauseDelivery> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly all: DeliverySwitch,
  ) {}

  execute({ metadata }: PauseDelivery): Promise<number> {
    return this.all.turn(this.writer, metadata, decide);
  }
}

export const decide = (state: DeliveryState): NewEvent[] => (state.isPaused ? [] : [DeliveryPaused.of({})]);
