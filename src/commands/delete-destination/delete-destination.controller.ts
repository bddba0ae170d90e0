import { Controller, Delete, HttpCode, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { RequestHeaders } from '../../platform/http/checked.js';
import { type MatchHeaders, matchHeaders } from '../../platform/http/etag.js';
import { destinationName } from '../../platform/http/fields.js';
import { DeleteDestination } from './delete-destination.command.js';

@ApiTags('destinations')
@Controller('v1/destinations')
export class DeleteDestinationController {
  constructor(private readonly commands: CommandBus) {}

  @Delete(':name')
  @AllowedTo('operator')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteDestination',
    summary: 'Deletes a destination; what waits for it is dead-lettered',
  })
  @ApiResponse({ status: 204, description: 'Deleted.' })
  async delete(
    @Param('name', { schema: destinationName }) name: string,
    @RequestHeaders(matchHeaders) { 'if-match': ifMatch }: MatchHeaders,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    reply.header('intake-position', await this.commands.execute(new DeleteDestination(name, ifMatch, metadata)));
  }
}
