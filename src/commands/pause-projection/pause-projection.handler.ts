import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { ProjectionPaused } from '../../events/projection-paused.js';
import { projectionNamed } from '../../platform/projector/overview.js';
import type { ReadModelVersion } from '../../platform/projector/projection.js';
import { Registry } from '../../platform/projector/registry.js';
import { Acts } from '../../platform/store/acts.js';
import { projectionStream } from '../projection.js';
import { PauseProjection } from './pause-projection.command.js';

@CommandHandler(PauseProjection)
export class PauseProjectionHandler implements ICommandHandler<PauseProjection> {
  constructor(
    private readonly acts: Acts,
    private readonly registry: Registry,
  ) {}

  async execute({ name, metadata }: PauseProjection): Promise<number> {
    const projection = projectionNamed(name);
    const { position } = await this.acts.record(metadata, async (client) => {
      const isNew = await this.registry.pause(client, projection);
      return { value: null, facts: [{ stream: projectionStream(name), events: decide(projection, isNew) }] };
    });
    return position;
  }
}

/** `isNew`: it was not so before. */
export const decide = ({ version }: Pick<ReadModelVersion, 'version'>, isNew: boolean): NewEvent[] =>
  isNew ? [ProjectionPaused.of({ version })] : [];
