import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import type { NewEvent } from '../../events/event.js';
import type { At } from '../../platform/store/stream-cache.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { changeDestination } from '../change-destination.js';
import type { DestinationState } from '../destination.js';
import { DestinationViews } from '../destination-view.js';
import { DisableDestination } from './disable-destination.command.js';

@CommandHandler(DisableDestination)
export class DisableDestinationHandler implements ICommandHandler<DisableDestination> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly views: DestinationViews,
  ) {}

  async execute(command: DisableDestination) {
    const { name, metadata } = command;
    const disabled = await changeDestination(this.writer, name, metadata, (at) => decide(command, at));
    return this.views.answer(name, disabled);
  }
}

export function decide(
  { reason, onlyVersion }: Pick<DisableDestination, 'reason' | 'onlyVersion'>,
  { state, version }: At<DestinationState>,
): NewEvent[] {
  const outdated = onlyVersion !== null && onlyVersion !== version;
  return state.isDisabled || outdated ? [] : [DestinationDisabled.of({ reason })];
}
