import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../../access/allowed-to.js';
import { type Caller, reaches } from '../../access/caller.js';
import { CalledBy } from '../../access/metadata.js';
import { RequestHeaders } from '../../platform/http/checked.js';
import { type Page, pageSchema } from '../../platform/http/cursor.js';
import { etagOf } from '../../platform/http/etag.js';
import { destinationName } from '../../platform/http/fields.js';
import { answersWith } from '../../platform/http/openapi-parts.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../../platform/http/shown.js';
import {
  type DestinationStateView,
  type DestinationView,
  destinationState,
  destinationView,
} from '../../views/destination.js';
import { type DestinationsQuery, destinationsQuery, GetDestination, ListDestinations } from './destinations.queries.js';

const shownDestination = z.union([destinationView, destinationState]);
type ShownDestination = DestinationView | DestinationStateView;

const PAGE = 'A page of destinations. A submitter sees the name and state of those it may send to.';

@ApiTags('destinations')
@Controller('v1/destinations')
export class DestinationsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AllowedTo('submitter')
  @ApiOperation({ operationId: 'listDestinations', summary: 'Destinations, newest first' })
  @ApiResponse({ status: 200, standardSchema: pageSchema(shownDestination), description: PAGE })
  async list(
    @Query({ schema: destinationsQuery }) query: DestinationsQuery,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<ShownDestination>> {
    const wanted = new ListDestinations(query, minPosition(headers), sendsOnly(caller) ? caller.destinations : null);
    const { items, nextCursor } = show(reply, await this.queries.execute(wanted), 'list');
    return { items: items.map((destination) => shownTo(caller, destination)), nextCursor };
  }

  @Get(':name')
  @AllowedTo('submitter', 'allowed-destinations')
  @ApiOperation({ operationId: 'getDestination', summary: 'A destination as it stands' })
  @ApiResponse({
    status: 200,
    standardSchema: shownDestination,
    description: 'The destination; its version is the ETag. A submitter sees its name and state.',
    headers: answersWith('ETag'),
  })
  async get(
    @Param('name', { schema: destinationName }) name: string,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ShownDestination> {
    const destination = show(
      reply,
      await this.queries.execute(new GetDestination(name, minPosition(headers))),
      'destination',
    );
    reply.header('etag', etagOf(destination.version));
    return shownTo(caller, destination);
  }
}

const sendsOnly = ({ role }: Caller): boolean => !reaches(role, 'operator');

/** Where it leads to, and how, is nothing for who only sends. */
const shownTo = (caller: Caller, destination: DestinationView): ShownDestination =>
  sendsOnly(caller) ? { name: destination.name, state: destination.state } : destination;
