import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { ProjectionEventSkipped } from '../../events/projection-event-skipped.js';
import type { Marker } from '../../platform/projector/markers.js';
import { projectionNamed } from '../../platform/projector/overview.js';
import { ParkedEvents } from '../../platform/projector/parked-events.js';
import type { ReadModelVersion } from '../../platform/projector/projection.js';
import { AboutParked } from '../about-parked.js';
import { SkipParkedEvent } from './skip-parked-event.command.js';

@CommandHandler(SkipParkedEvent)
export class SkipParkedEventHandler implements ICommandHandler<SkipParkedEvent> {
  constructor(
    private readonly about: AboutParked,
    private readonly parked: ParkedEvents,
  ) {}

  async execute({ name, position, reason, metadata }: SkipParkedEvent) {
    const projection = projectionNamed(name);
    return this.about.act(projection, metadata, {
      unpark: (client) => this.parked.skip(client, projection, position, { reason, by: metadata.actor }),
      decide: (marker) => decide(projection, marker, reason),
    });
  }
}

export const decide = (
  { version }: Pick<ReadModelVersion, 'version'>,
  { position, stream, type }: Pick<Marker, 'position' | 'stream' | 'type'>,
  reason: string,
): NewEvent[] => [ProjectionEventSkipped.of({ version, position, stream, type, reason })];
