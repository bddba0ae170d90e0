import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationDeleted } from '../../events/destination-deleted.js';
import { requireMatch } from '../../platform/http/etag.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { changeDestination } from '../change-destination.js';
import { DeleteDestination } from './delete-destination.command.js';

@CommandHandler(DeleteDestination)
export class DeleteDestinationHandler implements ICommandHandler<DeleteDestination> {
  constructor(private readonly writer: StreamWriter) {}

  async execute({ name, ifMatch, metadata }: DeleteDestination): Promise<number> {
    const { position } = await changeDestination(this.writer, name, metadata, ({ version }) => {
      requireMatch(ifMatch, version);
      return [DestinationDeleted.of({})];
    });
    return position;
  }
}
