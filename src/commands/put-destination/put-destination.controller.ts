import { Body, Controller, Param, Put, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { RequestHeaders } from '../../platform/http/checked.js';
import { etagOf } from '../../platform/http/etag.js';
import { destinationName } from '../../platform/http/fields.js';
import { answersWith, Fails } from '../../platform/http/openapi-parts.js';
import {
  type DestinationInput,
  type DestinationView,
  destinationInput,
  destinationView,
} from '../../views/destination.js';
import { PutDestination } from './put-destination.command.js';

const headers = z.object({ 'if-match': z.string().optional() });

@ApiTags('destinations')
@Controller('v1/destinations')
export class PutDestinationController {
  constructor(private readonly commands: CommandBus) {}

  @Put(':name')
  @ApiOperation({ operationId: 'putDestination', summary: 'Registers a destination, or replaces its policy' })
  @ApiResponse({
    status: 201,
    standardSchema: destinationView,
    description: 'Registered.',
    headers: answersWith('Location', 'ETag'),
  })
  @ApiResponse({
    status: 200,
    standardSchema: destinationView,
    description: 'Changed, or as it was.',
    headers: answersWith('ETag'),
  })
  @Fails('header-not-allowed')
  async put(
    @Param('name', { schema: destinationName }) name: string,
    @Body({ schema: destinationInput }) input: DestinationInput,
    @RequestHeaders(headers) { 'if-match': ifMatch }: z.infer<typeof headers>,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DestinationView> {
    const { created, destination, position } = await this.commands.execute(
      new PutDestination(name, input, ifMatch, metadata),
    );
    if (created) reply.code(201).header('location', `/v1/destinations/${name}`);
    reply.header('etag', etagOf(destination.version)).header('intake-position', position);
    return destination;
  }
}
