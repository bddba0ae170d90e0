import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationBreakerReset } from '../../events/destination-breaker-reset.js';
import type { NewEvent } from '../../events/event.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import type { BreakerState } from '../../views/breaker.js';
import { changeDestination } from '../change-destination.js';
import { DestinationViews } from '../destination-view.js';
import { ResetBreaker } from './reset-breaker.command.js';

@CommandHandler(ResetBreaker)
export class ResetBreakerHandler implements ICommandHandler<ResetBreaker> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly views: DestinationViews,
  ) {}

  async execute({ name, metadata }: ResetBreaker) {
    const reset = await changeDestination(this.writer, name, metadata, async (at) =>
      decide(await this.views.breakerOf(name, at)),
    );
    return this.views.answer(name, reset);
  }
}

/** The event is all it takes: a breaker speaks of one version of its destination, and this makes a newer one. */
export function decide(breaker: BreakerState): NewEvent[] {
  return breaker === 'closed' ? [] : [DestinationBreakerReset.of({})];
}
