import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationResumed } from '../../events/destination-resumed.js';
import type { NewEvent } from '../../events/event.js';
import type { At } from '../../platform/store/stream-cache.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { changeDestination } from '../change-destination.js';
import type { DestinationState } from '../destination.js';
import { DestinationViews } from '../destination-view.js';
import { ResumeDestination } from './resume-destination.command.js';

@CommandHandler(ResumeDestination)
export class ResumeDestinationHandler implements ICommandHandler<ResumeDestination> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly views: DestinationViews,
  ) {}

  async execute({ name, metadata }: ResumeDestination) {
    return this.views.answer(name, await changeDestination(this.writer, name, metadata, decide));
  }
}

export function decide({ state }: At<DestinationState>): NewEvent[] {
  return state.isPaused ? [DestinationResumed.of({})] : [];
}
