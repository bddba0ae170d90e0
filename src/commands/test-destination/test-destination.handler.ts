import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { TestRequested } from '../../events/test-requested.js';
import { Problem } from '../../platform/http/problem.js';
import { newId } from '../../platform/ids.js';
import { EventLog } from '../../platform/store/event-log.js';
import { DestinationTests } from '../../views/attempt.js';
import { type DestinationState, destinationStream } from '../destination.js';
import { DestinationStates } from '../destination-states.js';
import { TestDestination } from './test-destination.command.js';

@CommandHandler(TestDestination)
export class TestDestinationHandler implements ICommandHandler<TestDestination> {
  constructor(
    private readonly log: EventLog,
    private readonly destinations: DestinationStates,
    private readonly tests: DestinationTests,
  ) {}

  /** What goes out to another server cannot be undone: so the log knows first who wants it. */
  async execute({ name, metadata }: TestDestination) {
    const { state } = await this.destinations.refresh(destinationStream(name));
    const id = newId();
    // A stream of its own: a test changes nothing in its destination, and not the version that an If-Match names.
    const { position } = await this.log.append({
      ...{ stream: `test-${id}`, expectedVersion: 0, events: decide(name, state) },
      ...{ destination: name, owner: null, metadata },
    });
    const attempt = await this.tests.send(id, name, metadata.traceparent);
    if (!attempt) throw noDestination();
    return { attempt, position };
  }
}

export function decide(name: string, { state }: Pick<DestinationState, 'state'>): NewEvent[] {
  if (state === 'absent') throw noDestination();
  return [TestRequested.of({ destination: name })];
}

const noDestination = (): Problem => new Problem('not-found', 'there is no destination of this name');
