import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationDeleted } from '../../events/destination-deleted.js';
import type { NewEvent } from '../../events/event.js';
import { requireMatch } from '../../platform/http/etag.js';
import type { At } from '../../platform/store/stream-cache.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { changeDestination } from '../change-destination.js';
import type { DestinationState } from '../destination.js';
import { DeleteDestination } from './delete-destination.command.js';

@CommandHandler(DeleteDestination)
export class DeleteDestinationHandler implements ICommandHandler<DeleteDestination> {
  constructor(private readonly writer: StreamWriter) {}

  async execute(command: DeleteDestination): Promise<number> {
    const { name, metadata } = command;
    const { position } = await changeDestination(this.writer, name, metadata, (at) => decide(command, at));
    return position;
  }
}

export function decide({ ifMatch }: Pick<DeleteDestination, 'ifMatch'>, { version }: At<DestinationState>): NewEvent[] {
  requireMatch(ifMatch, version);
  return [DestinationDeleted.of({})];
}
