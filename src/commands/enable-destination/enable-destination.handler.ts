import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationEnabled } from '../../events/destination-enabled.js';
import type { NewEvent } from '../../events/event.js';
import type { At } from '../../platform/store/stream-cache.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { changeDestination } from '../change-destination.js';
import type { DestinationState } from '../destination.js';
import { DestinationViews } from '../destination-view.js';
import { EnableDestination } from './enable-destination.command.js';

@CommandHandler(EnableDestination)
export class EnableDestinationHandler implements ICommandHandler<EnableDestination> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly views: DestinationViews,
  ) {}

  async execute({ name, metadata }: EnableDestination) {
    return this.views.answer(name, await changeDestination(this.writer, name, metadata, decide));
  }
}

export function decide({ state }: At<DestinationState>): NewEvent[] {
  return state.isDisabled ? [DestinationEnabled.of({})] : [];
}
