import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { ProjectionEventRetried } from '../../events/projection-event-retried.js';
import type { Marker } from '../../platform/projector/markers.js';
import { projectionNamed } from '../../platform/projector/overview.js';
import { ParkedEvents } from '../../platform/projector/parked-events.js';
import type { ReadModelVersion } from '../../platform/projector/projection.js';
import { AboutParked } from '../about-parked.js';
import { RetryParkedEvent } from './retry-parked-event.command.js';

@CommandHandler(RetryParkedEvent)
export class RetryParkedEventHandler implements ICommandHandler<RetryParkedEvent> {
  constructor(
    private readonly about: AboutParked,
    private readonly parked: ParkedEvents,
  ) {}

  async execute({ name, position, metadata }: RetryParkedEvent) {
    const projection = projectionNamed(name);
    return this.about.act(projection, metadata, {
      unpark: (client) => this.parked.retry(client, projection, position),
      decide: (marker) => decide(projection, marker),
    });
  }
}

export const decide = (
  { version }: Pick<ReadModelVersion, 'version'>,
  { position, stream, type }: Pick<Marker, 'position' | 'stream' | 'type'>,
): NewEvent[] => [ProjectionEventRetried.of({ version, position, stream, type })];
