import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationEnabled } from '../../events/destination-enabled.js';
import type { NewEvent } from '../../events/event.js';
import type { At } from '../../platform/store/stream-cache.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { changeDestination } from '../change-destination.js';
import type { DestinationState } from '../destination.js';
import { destinationViewOf } from '../destination-view.js';
import { EnableDestination } from './enable-destination.command.js';

@CommandHandler(EnableDestination)
export class EnableDestinationHandler implements ICommandHandler<EnableDestination> {
  constructor(private readonly writer: StreamWriter) {}

  async execute({ name, metadata }: EnableDestination) {
    const { after, position } = await changeDestination(this.writer, name, metadata, decide);
    return { destination: destinationViewOf(name, after), position };
  }
}

export function decide({ state }: At<DestinationState>): NewEvent[] {
  return state.state === 'disabled' ? [DestinationEnabled.of({})] : [];
}
