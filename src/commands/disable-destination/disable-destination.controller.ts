import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { etagOf } from '../../platform/http/etag.js';
import { destinationName } from '../../platform/http/fields.js';
import { answersWith } from '../../platform/http/openapi-parts.js';
import { type DestinationView, destinationView } from '../../views/destination.js';
import { DisableDestination } from './disable-destination.command.js';

@ApiTags('destinations')
@Controller('v1/destinations')
export class DisableDestinationController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':name/disable')
  @HttpCode(200)
  @ApiOperation({ operationId: 'disableDestination', summary: 'Makes a destination take no inputs' })
  @ApiResponse({
    status: 200,
    standardSchema: destinationView,
    description: 'The destination as it stands now.',
    headers: answersWith('ETag'),
  })
  async disable(
    @Param('name', { schema: destinationName }) name: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DestinationView> {
    const { destination, position } = await this.commands.execute(new DisableDestination(name, 'requested', metadata));
    reply.header('etag', etagOf(destination.version)).header('intake-position', position);
    return destination;
  }
}
