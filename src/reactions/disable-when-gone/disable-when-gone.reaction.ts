/** A destination that answers 410 is gone: it is disabled, so that nobody sends into the void. */
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DisableDestination } from '../../commands/disable-destination/disable-destination.command.js';
import type { RecordedEvent } from '../../events/event.js';
import { Problem } from '../../platform/http/problem.js';
import { EventReactor } from '../../platform/projector/event-reactor.js';
import { FollowerParts } from '../../platform/projector/follower-parts.js';
import { Reaction } from '../../platform/reaction.js';

@Injectable()
export class DisableWhenGone extends Reaction {
  private readonly reactor: EventReactor;

  constructor(
    private readonly commands: CommandBus,
    @Inject(FollowerParts) parts: FollowerParts,
  ) {
    super();
    this.reactor = new EventReactor('disable-when-gone', parts, ['InputAttemptFailed'], (event) => this.react(event));
  }

  async start(): Promise<void> {
    await this.reactor.start();
  }

  stop(): Promise<void> {
    return this.reactor.stop();
  }

  private async react(event: RecordedEvent): Promise<void> {
    const command = commandFor(event);
    if (!command) return;
    try {
      await this.commands.execute(command);
    } catch (error) {
      // Deleted meanwhile: there is nothing left to disable.
      if (!(error instanceof Problem && error.code === 'not-found')) throw error;
    }
  }
}

/** May be asked twice: what was learnt of an older version of the destination changes nothing. */
export function commandFor(event: RecordedEvent): DisableDestination | null {
  if (event.type !== 'InputAttemptFailed' || event.data.attempt.response?.status !== 410) return null;
  const { destination, attempt } = event.data;
  const metadata = { ...event.metadata, actor: 'disable-when-gone', causationId: event.id };
  return new DisableDestination(destination, 'gone', metadata, attempt.destinationVersion);
}
