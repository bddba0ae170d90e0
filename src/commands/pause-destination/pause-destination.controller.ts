import { Controller, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { destinationName } from '../../platform/http/fields.js';
import type { DestinationView } from '../../views/destination.js';
import { ChangesDestination, tell } from '../destination-route.js';
import { PauseDestination } from './pause-destination.command.js';

@ApiTags('destinations')
@Controller('v1/destinations')
export class PauseDestinationController {
  constructor(private readonly commands: CommandBus) {}

  @ChangesDestination('pause', {
    operationId: 'pauseDestination',
    summary: 'Sends a destination nothing until it is resumed; it still takes inputs',
  })
  async pause(
    @Param('name', { schema: destinationName }) name: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DestinationView> {
    return tell(reply, await this.commands.execute(new PauseDestination(name, metadata)));
  }
}
