import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import type { NewEvent } from '../../events/event.js';
import type { At } from '../../platform/store/stream-cache.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { changeDestination } from '../change-destination.js';
import type { DestinationState } from '../destination.js';
import { destinationViewOf } from '../destination-view.js';
import { DisableDestination } from './disable-destination.command.js';

@CommandHandler(DisableDestination)
export class DisableDestinationHandler implements ICommandHandler<DisableDestination> {
  constructor(private readonly writer: StreamWriter) {}

  async execute(command: DisableDestination) {
    const { name, metadata } = command;
    const { after, position } = await changeDestination(this.writer, name, metadata, (at) => decide(command, at));
    return { destination: destinationViewOf(name, after), position };
  }
}

export function decide(
  { reason, onlyVersion }: Pick<DisableDestination, 'reason' | 'onlyVersion'>,
  { state, version }: At<DestinationState>,
): NewEvent[] {
  const outdated = onlyVersion !== null && onlyVersion !== version;
  return state.state === 'disabled' || outdated ? [] : [DestinationDisabled.of({ reason })];
}
