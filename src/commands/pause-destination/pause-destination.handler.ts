import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationPaused } from '../../events/destination-paused.js';
import type { NewEvent } from '../../events/event.js';
import type { At } from '../../platform/store/stream-cache.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { changeDestination } from '../change-destination.js';
import type { DestinationState } from '../destination.js';
import { DestinationViews } from '../destination-view.js';
import { PauseDestination } from './pause-destination.command.js';

@CommandHandler(PauseDestination)
export class PauseDestinationHandler implements ICommandHandler<PauseDestination> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly views: DestinationViews,
  ) {}

  async execute({ name, metadata }: PauseDestination) {
    return this.views.answer(name, await changeDestination(this.writer, name, metadata, decide));
  }
}

export function decide({ state }: At<DestinationState>): NewEvent[] {
  return !state.isPaused ? [DestinationPaused.of({})] : [];
}
