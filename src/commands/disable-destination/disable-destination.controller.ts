import { Controller, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { destinationName } from '../../platform/http/fields.js';
import type { DestinationView } from '../../views/destination.js';
import { ChangesDestination, tell } from '../destination-route.js';
import { DisableDestination } from './disable-destination.command.js';

@ApiTags('destinations')
@Controller('v1/destinations')
export class DisableDestinationController {
  constructor(private readonly commands: CommandBus) {}

  @ChangesDestination('disable', {
    operationId: 'disableDestination',
    summary: 'Makes a destination take no inputs',
  })
  async disable(
    @Param('name', { schema: destinationName }) name: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DestinationView> {
    return tell(reply, await this.commands.execute(new DisableDestination(name, 'requested', metadata)));
  }
}
