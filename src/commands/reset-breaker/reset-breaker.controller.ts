import { Controller, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { destinationName } from '../../platform/http/fields.js';
import type { DestinationView } from '../../views/destination.js';
import { ChangesDestination, tell } from '../destination-route.js';
import { ResetBreaker } from './reset-breaker.command.js';

@ApiTags('destinations')
@Controller('v1/destinations')
export class ResetBreakerController {
  constructor(private readonly commands: CommandBus) {}

  @ChangesDestination('reset-breaker', {
    operationId: 'resetBreaker',
    summary: 'Closes the breaker of a destination by hand',
    description:
      'For a server that is known to be back: its inputs go out at once. If it is not, ten failures open the breaker again.',
  })
  async reset(
    @Param('name', { schema: destinationName }) name: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DestinationView> {
    return tell(reply, await this.commands.execute(new ResetBreaker(name, metadata)));
  }
}
