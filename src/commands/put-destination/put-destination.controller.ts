import { Body, Controller, Param, Put, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { RequestHeaders } from '../../platform/http/checked.js';
import { type MatchHeaders, matchHeaders } from '../../platform/http/etag.js';
import { destinationName } from '../../platform/http/fields.js';
import { answersWith, Fails } from '../../platform/http/openapi-parts.js';
import {
  type DestinationInput,
  type DestinationView,
  destinationInput,
  destinationView,
  type NewDestination,
  newDestination,
} from '../../views/destination.js';
import { tell } from '../destination-route.js';
import { PutDestination } from './put-destination.command.js';

@ApiTags('destinations')
@Controller('v1/destinations')
export class PutDestinationController {
  constructor(private readonly commands: CommandBus) {}

  @Put(':name')
  @AllowedTo('operator')
  @ApiOperation({ operationId: 'putDestination', summary: 'Registers a destination, or replaces its policy' })
  @ApiResponse({
    status: 201,
    standardSchema: newDestination,
    description: 'Registered, with the secret that its requests are signed with.',
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
    @RequestHeaders(matchHeaders) { 'if-match': ifMatch }: MatchHeaders,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DestinationView | NewDestination> {
    const { secret, ...put } = await this.commands.execute(new PutDestination(name, input, ifMatch, metadata));
    const destination = tell(reply, put);
    if (secret === null) return destination;
    reply.code(201).header('location', `/v1/destinations/${name}`);
    return { ...destination, secret };
  }
}
