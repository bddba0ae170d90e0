import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequestHeaders } from '../../platform/http/checked.js';
import { type Page, pageSchema } from '../../platform/http/cursor.js';
import { etagOf } from '../../platform/http/etag.js';
import { destinationName } from '../../platform/http/fields.js';
import { answersWith } from '../../platform/http/openapi-parts.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../../platform/http/shown.js';
import { type DestinationView, destinationView } from '../../views/destination.js';
import { type DestinationsQuery, destinationsQuery, GetDestination, ListDestinations } from './destinations.queries.js';

@ApiTags('destinations')
@Controller('v1/destinations')
export class DestinationsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ operationId: 'listDestinations', summary: 'Destinations, newest first' })
  @ApiResponse({ status: 200, standardSchema: pageSchema(destinationView), description: 'A page of destinations.' })
  async list(
    @Query({ schema: destinationsQuery }) query: DestinationsQuery,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<DestinationView>> {
    return show(reply, await this.queries.execute(new ListDestinations(query, minPosition(headers))), 'list');
  }

  @Get(':name')
  @ApiOperation({ operationId: 'getDestination', summary: 'A destination as it stands' })
  @ApiResponse({
    status: 200,
    standardSchema: destinationView,
    description: 'The destination; its version is the ETag.',
    headers: answersWith('ETag'),
  })
  async get(
    @Param('name', { schema: destinationName }) name: string,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DestinationView> {
    const destination = show(
      reply,
      await this.queries.execute(new GetDestination(name, minPosition(headers))),
      'destination',
    );
    reply.header('etag', etagOf(destination.version));
    return destination;
  }
}
