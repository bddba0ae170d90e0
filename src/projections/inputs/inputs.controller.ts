import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../../access/allowed-to.js';
import { type Caller, ownerSeenBy } from '../../access/caller.js';
import { CalledBy } from '../../access/metadata.js';
import { RequestHeaders } from '../../platform/http/checked.js';
import { type Page, pageSchema } from '../../platform/http/cursor.js';
import { positionOrTime, uuid } from '../../platform/http/fields.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../../platform/http/shown.js';
import { type EventView, eventView, eventViewOf } from '../../views/event.js';
import { type InputView, inputView } from '../../views/input.js';
import { type InputsQuery, inputsQuery } from './inputs.filter.js';
import { GetInput, GetInputAsOf, GetInputHistory, ListInputs } from './inputs.queries.js';

const inputQuery = z.strictObject({
  asOf: positionOrTime.optional().meta({
    description: 'What was known then: at a position, or at a time (RFC 3339). 404 where it was not received yet.',
  }),
});

@ApiTags('inputs')
@Controller('v1/inputs')
export class InputsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AllowedTo('submitter')
  @ApiOperation({ operationId: 'listInputs', summary: 'Inputs, newest first' })
  @ApiResponse({ status: 200, standardSchema: pageSchema(inputView), description: 'A page of inputs.' })
  async list(
    @Query({ schema: inputsQuery }) query: InputsQuery,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<InputView>> {
    return show(
      reply,
      await this.queries.execute(new ListInputs(query, minPosition(headers), ownerSeenBy(caller))),
      'list',
    );
  }

  @Get(':id')
  @AllowedTo('submitter', 'own-inputs')
  @ApiOperation({ operationId: 'getInput', summary: 'An input as it stands, or as it was' })
  @ApiResponse({ status: 200, standardSchema: inputView, description: 'The input.' })
  async get(
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: inputQuery }) { asOf }: z.output<typeof inputQuery>,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InputView> {
    const atLeast = minPosition(headers);
    const query = asOf === undefined ? new GetInput(id, atLeast) : new GetInputAsOf(id, asOf, atLeast);
    return show(reply, await this.queries.execute(query), 'input');
  }

  @Get(':id/events')
  @AllowedTo('submitter', 'own-inputs')
  @ApiOperation({ operationId: 'listInputEvents', summary: 'The timeline of an input, oldest first' })
  @ApiResponse({ status: 200, standardSchema: pageSchema(eventView), description: 'All its events.' })
  async events(
    @Param('id', { schema: uuid }) id: string,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<EventView>> {
    const shown = await this.queries.execute(new GetInputHistory(id, minPosition(headers)));
    const history = show(reply, shown.value.length === 0 ? null : shown, 'input');
    return { items: history.map(eventViewOf), nextCursor: null };
  }
}
