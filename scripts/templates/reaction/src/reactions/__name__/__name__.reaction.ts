/** What follows from which fact, in one sentence. */
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import type { EventType, RecordedEvent } from '../../events/event.js';
import { EventReactor } from '../../platform/projector/event-reactor.js';
import { FollowerParts } from '../../platform/projector/follower-parts.js';
import { Reaction } from '../../platform/reaction.js';

/** What it reacts to. It begins with the first event of the log, also where the log is older than it is. */
const FACTS: readonly EventType[] = [];

@Injectable()
export class __Name__ extends Reaction {
  private readonly reactor: EventReactor;

  constructor(commands: CommandBus, @Inject(FollowerParts) parts: FollowerParts) {
    super();
    this.reactor = new EventReactor('__name__', parts, FACTS, async (event) => {
      const command = commandFor(event);
      if (command) await commands.execute(command);
    });
  }

  async start(): Promise<void> {
    await this.reactor.start();
  }

  stop(): Promise<void> {
    return this.reactor.stop();
  }
}

/** Null where nothing follows. After a crash it is asked again: a command that was carried out must change nothing then. */
export function commandFor(event: RecordedEvent): ICommand | null {
  throw new Error(`__name__: which command follows from ${event.type}?`);
}
