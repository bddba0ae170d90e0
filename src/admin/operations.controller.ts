/** Long work: how far it is, and how to end it. */
import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../access/allowed-to.js';
import type { Caller } from '../access/caller.js';
import { CalledBy, CausedBy } from '../access/metadata.js';
import { CancelOperation } from '../commands/cancel-operation/cancel-operation.command.js';
import type { EventMetadata } from '../events/event.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { listQuery, type Page, pageOf, pageSchema, readCursor } from '../platform/http/cursor.js';
import { instant, uuid } from '../platform/http/fields.js';
import { Fails } from '../platform/http/openapi-parts.js';
import { Problem } from '../platform/http/problem.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../platform/http/shown.js';
import { Operations } from '../platform/operations/operations.js';
import { ShownPosition } from '../platform/projector/shown-position.js';
import { type OperationView, operationView, operationViewOf } from '../views/operation.js';
import { seen, starterSeenBy } from './operations-seen.js';

const operationsQuery = listQuery({});
type OperationsQuery = z.output<typeof operationsQuery>;

@ApiTags('admin')
@Controller('v1/admin/operations')
export class OperationsController {
  constructor(
    private readonly operations: Operations,
    private readonly shown: ShownPosition,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @AllowedTo('operator')
  @ApiOperation({ operationId: 'listOperations', summary: 'Long work, newest first' })
  @ApiResponse({ status: 200, standardSchema: pageSchema(operationView), description: 'A page of operations.' })
  async list(
    @Query({ schema: operationsQuery }) query: OperationsQuery,
    @CalledBy() caller: Caller,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<OperationView>> {
    const position = await this.shown.ofLog(minPosition(headers));
    const after = readCursor('operations', query, z.tuple([instant, uuid]));
    const before = after && { startedAt: after[0], id: after[1] };
    const rows = await this.operations.list(query.limit + 1, { before, startedBy: starterSeenBy(caller) });
    const page = pageOf('operations', query, rows, ({ startedAt, id }) => [startedAt, id]);
    return show(reply, { value: { ...page, items: page.items.map(operationViewOf) }, position }, 'list');
  }

  @Get(':id')
  @AllowedTo('operator')
  @ApiOperation({ operationId: 'getOperation', summary: 'An operation as it stands' })
  @ApiResponse({ status: 200, standardSchema: operationView, description: 'The operation.' })
  async get(
    @Param('id', { schema: uuid }) id: string,
    @CalledBy() caller: Caller,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    const position = await this.shown.ofLog(minPosition(headers));
    return show(reply, { value: operationViewOf(seen(await this.operations.find(id), caller)), position }, 'operation');
  }

  @Post(':id/cancel')
  @AllowedTo('operator')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'cancelOperation',
    summary: 'Asks an operation to end',
    description: 'It ends within seconds; what it has not finished by then is left as it was before it began.',
  })
  @ApiResponse({ status: 202, standardSchema: operationView, description: 'The operation as it stands.' })
  @Fails('state-conflict')
  async cancel(
    @Param('id', { schema: uuid }) id: string,
    @CalledBy() caller: Caller,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    seen(await this.operations.find(id), caller);
    const { operation, position } = await this.commands.execute(new CancelOperation(id, metadata));
    if (operation.state === 'succeeded' || operation.state === 'failed') {
      throw new Problem('state-conflict', `the operation has ${operation.state} already`);
    }
    reply.header('intake-position', position);
    return operationViewOf(operation);
  }
}
