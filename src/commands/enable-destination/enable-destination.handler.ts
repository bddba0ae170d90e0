import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationEnabled } from '../../events/destination-enabled.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { changeDestination } from '../change-destination.js';
import { destinationViewOf } from '../destination-view.js';
import { EnableDestination } from './enable-destination.command.js';

@CommandHandler(EnableDestination)
export class EnableDestinationHandler implements ICommandHandler<EnableDestination> {
  constructor(private readonly writer: StreamWriter) {}

  async execute({ name, metadata }: EnableDestination) {
    const { after, position } = await changeDestination(this.writer, name, metadata, ({ state }) =>
      state.state === 'disabled' ? [DestinationEnabled.of({})] : [],
    );
    return { destination: destinationViewOf(name, after), position };
  }
}
