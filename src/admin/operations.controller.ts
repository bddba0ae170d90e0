/** Long work: how far it is, and how to end it. */
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { listQuery, type Page, pageOf, pageSchema, readCursor } from '../platform/http/cursor.js';
import { uuid } from '../platform/http/fields.js';
import { Fails } from '../platform/http/openapi-parts.js';
import { Problem } from '../platform/http/problem.js';
import { Operations } from '../platform/operations/operations.js';
import { type OperationView, operationView, operationViewOf } from '../views/operation.js';

const operationsQuery = listQuery({});
type OperationsQuery = z.output<typeof operationsQuery>;

@ApiTags('admin')
@Controller('v1/admin/operations')
export class OperationsController {
  constructor(private readonly operations: Operations) {}

  @Get()
  @ApiOperation({ operationId: 'listOperations', summary: 'Long work, newest first' })
  @ApiResponse({ status: 200, standardSchema: pageSchema(operationView), description: 'A page of operations.' })
  async list(@Query({ schema: operationsQuery }) query: OperationsQuery): Promise<Page<OperationView>> {
    const after = readCursor('operations', query, z.tuple([z.string(), z.string()]));
    const before = after && { startedAt: after[0], id: after[1] };
    const rows = await this.operations.list(query.limit + 1, before);
    const page = pageOf('operations', query, rows, ({ startedAt, id }) => [startedAt, id]);
    return { ...page, items: page.items.map(operationViewOf) };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getOperation', summary: 'An operation as it stands' })
  @ApiResponse({ status: 200, standardSchema: operationView, description: 'The operation.' })
  async get(@Param('id', { schema: uuid }) id: string): Promise<OperationView> {
    return operationViewOf(found(await this.operations.find(id)));
  }

  @Post(':id/cancel')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'cancelOperation',
    summary: 'Asks an operation to end',
    description: 'It ends within seconds; what it has not finished by then is left as it was before it began.',
  })
  @ApiResponse({ status: 202, standardSchema: operationView, description: 'The operation as it stands.' })
  @Fails('state-conflict')
  async cancel(@Param('id', { schema: uuid }) id: string): Promise<OperationView> {
    const operation = found(await this.operations.cancel(id));
    if (operation.state === 'succeeded' || operation.state === 'failed') {
      throw new Problem('state-conflict', `the operation has ${operation.state} already`);
    }
    return operationViewOf(operation);
  }
}

function found<T>(operation: T | null): T {
  if (!operation) throw new Problem('not-found', 'there is no operation here');
  return operation;
}
