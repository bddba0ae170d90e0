import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DeliveryResumed } from '../../events/delivery-resumed.js';
import type { NewEvent } from '../../events/event.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { type DeliveryState, DeliverySwitch } from '../delivery-switch.js';
import { ResumeDelivery } from './resume-delivery.command.js';

@CommandHandler(ResumeDelivery)
export class ResumeDeliveryHandler implements ICommandHandler<ResumeDelivery> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly all: DeliverySwitch,
  ) {}

  execute({ metadata }: ResumeDelivery): Promise<number> {
    return this.all.turn(this.writer, metadata, decide);
  }
}

export const decide = (state: DeliveryState): NewEvent[] => (state.isPaused ? [DeliveryResumed.of({})] : []);
