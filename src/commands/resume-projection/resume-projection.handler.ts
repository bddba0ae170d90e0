import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { ProjectionResumed } from '../../events/projection-resumed.js';
import { projectionNamed } from '../../platform/projector/overview.js';
import type { ReadModelVersion } from '../../platform/projector/projection.js';
import { Registry } from '../../platform/projector/registry.js';
import { Acts } from '../../platform/store/acts.js';
import { projectionStream } from '../projection.js';
import { ResumeProjection } from './resume-projection.command.js';

@CommandHandler(ResumeProjection)
export class ResumeProjectionHandler implements ICommandHandler<ResumeProjection> {
  constructor(
    private readonly acts: Acts,
    private readonly registry: Registry,
  ) {}

  async execute({ name, metadata }: ResumeProjection): Promise<number> {
    const projection = projectionNamed(name);
    const { position } = await this.acts.record(metadata, async (client) => {
      const isNew = await this.registry.resume(client, projection);
      return { value: null, facts: [{ stream: projectionStream(name), events: decide(projection, isNew) }] };
    });
    return position;
  }
}

/** `isNew`: it was not so before. */
export const decide = ({ version }: Pick<ReadModelVersion, 'version'>, isNew: boolean): NewEvent[] =>
  isNew ? [ProjectionResumed.of({ version })] : [];
