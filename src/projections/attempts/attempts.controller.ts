import { Controller, Get, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { RequestHeaders } from '../../platform/http/checked.js';
import { type Page, pageSchema } from '../../platform/http/cursor.js';
import { uuid } from '../../platform/http/fields.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../../platform/http/shown.js';
import { type AttemptView, attemptView } from '../../views/attempt.js';
import { ListAttempts } from './attempts.queries.js';

@ApiTags('inputs')
@Controller('v1/inputs')
export class AttemptsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/attempts')
  @AllowedTo('submitter', 'own-inputs')
  @ApiOperation({ operationId: 'listInputAttempts', summary: 'The attempts to deliver an input, oldest first' })
  @ApiResponse({ status: 200, standardSchema: pageSchema(attemptView), description: 'All its attempts.' })
  async list(
    @Param('id', { schema: uuid }) id: string,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<AttemptView>> {
    const items = show(reply, await this.queries.execute(new ListAttempts(id, minPosition(headers))), 'input');
    return { items, nextCursor: null };
  }
}
