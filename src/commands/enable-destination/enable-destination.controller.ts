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
import { EnableDestination } from './enable-destination.command.js';

@ApiTags('destinations')
@Controller('v1/destinations')
export class EnableDestinationController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':name/enable')
  @HttpCode(200)
  @ApiOperation({ operationId: 'enableDestination', summary: 'Makes a disabled destination take inputs again' })
  @ApiResponse({
    status: 200,
    standardSchema: destinationView,
    description: 'The destination as it stands now.',
    headers: answersWith('ETag'),
  })
  async enable(
    @Param('name', { schema: destinationName }) name: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DestinationView> {
    const { destination, position } = await this.commands.execute(new EnableDestination(name, metadata));
    reply.header('etag', etagOf(destination.version)).header('intake-position', position);
    return destination;
  }
}
